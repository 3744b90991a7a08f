package io.diglm.network;

import static io.diglm.network.Approximations.cosine;
import static io.diglm.network.Approximations.sine;
import static io.diglm.network.Approximations.turn;

import java.util.Arrays;

/** Plain loops, which any JVM can run and a good one vectorises by itself. */
final class LoopKernels implements Kernels {
  @Override
  public int lanes() {
    return 8;
  }

  @Override
  public int tile() {
    return 256;
  }

  @Override
  public void dense(Dense layer, float[] x, int from, int rows, float[] y, boolean relu) {
    if (rows == 1) {
      row(layer, x, from, y);
    } else {
      tile(layer, x, from, rows, y);
    }
    if (relu) {
      for (int i = 0; i < layer.outputs() * rows; i++) {
        y[i] = Math.max(y[i], 0);
      }
    }
  }

  /**
   * Eight outputs at a time. C2 vectorises a loop only if all arrays have the same index, so the
   * features that are read, and the sums, are copied to separate arrays.
   */
  private static void tile(Dense layer, float[] x, int from, int rows, float[] y) {
    float[][] sums = new float[Dense.GROUP][rows];
    float[][] features = new float[4][rows];
    float[] weights = layer.weights();
    for (int output = 0; output < layer.outputs(); output += Dense.GROUP) {
      for (int o = 0; o < Dense.GROUP; o++) {
        Arrays.fill(sums[o], layer.bias()[output + o]);
      }
      int at = layer.group(output);
      for (int i = 0; i < layer.inputs(); i += 4, at += 4 * Dense.BLOCK) {
        int count = Math.min(4, layer.inputs() - i);
        for (int k = 0; k < count; k++) {
          System.arraycopy(x, from + (i + k) * rows, features[k], 0, rows);
        }
        for (int o = 0; o < Dense.GROUP; o++) {
          if (count == 4) {
            addFour(weights, at + o, features, sums[o]);
          } else {
            for (int k = 0; k < count; k++) {
              addOne(weights[at + o + k * Dense.BLOCK], features[k], sums[o]);
            }
          }
        }
      }
      for (int o = 0; o < Dense.GROUP; o++) {
        System.arraycopy(sums[o], 0, y, (output + o) * rows, rows);
      }
    }
  }

  /** The sum runs input by input, as in {@link #row}: the same bits. */
  private static void addFour(float[] weights, int at, float[][] features, float[] sums) {
    float a = weights[at];
    float b = weights[at + Dense.BLOCK];
    float c = weights[at + 2 * Dense.BLOCK];
    float d = weights[at + 3 * Dense.BLOCK];
    float[] p = features[0];
    float[] q = features[1];
    float[] s = features[2];
    float[] t = features[3];
    for (int r = 0; r < sums.length; r++) {
      sums[r] = sums[r] + a * p[r] + b * q[r] + c * s[r] + d * t[r];
    }
  }

  private static void addOne(float weight, float[] feature, float[] sums) {
    for (int r = 0; r < sums.length; r++) {
      sums[r] += weight * feature[r];
    }
  }

  private static void row(Dense layer, float[] x, int from, float[] y) {
    System.arraycopy(layer.bias(), 0, y, 0, layer.paddedOutputs());
    float[] weights = layer.weights();
    int at = 0;
    for (int output = 0; output < layer.outputs(); output += Dense.BLOCK) {
      for (int i = 0; i < layer.inputs(); i++, at += Dense.BLOCK) {
        float number = x[from + i];
        for (int o = 0; o < Dense.BLOCK; o++) {
          y[output + o] += weights[at + o] * number;
        }
      }
    }
  }

  @Override
  public void exp(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Approximations.exp(x[i]);
    }
  }

  @Override
  public void tanh(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Approximations.tanh(x[i]);
    }
  }

  @Override
  public void sinCos(float[] x, int from, int to, int count) {
    for (int i = 0; i < count; i++) {
      float part = turn(x[from + i]);
      x[from + i] = sine(part);
      x[to + i] = cosine(part);
    }
  }
}
