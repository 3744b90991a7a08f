package io.diglm.network;

import static io.diglm.network.Approximations.cosine;
import static io.diglm.network.Approximations.sine;
import static io.diglm.network.Approximations.turn;

/** Plain loops, which any JVM runs and a good one turns into vector code by itself. */
final class LoopKernels implements Kernels {
  @Override
  public int lanes() {
    return 8;
  }

  @Override
  public void dense(Dense layer, float[] x, int from, int rows, float[] y, boolean relu) {
    if (rows == 1) {
      row(layer, x, from, y);
    } else {
      for (int output = 0; output < layer.outputs(); output++) {
        tile(layer, output, x, from, rows, y);
      }
    }
    if (relu) {
      for (int i = 0; i < layer.outputs() * rows; i++) {
        y[i] = Math.max(y[i], 0);
      }
    }
  }

  /** The sum runs input by input, as in {@link #row}: the same bits. */
  private static void tile(Dense layer, int output, float[] x, int from, int rows, float[] y) {
    int to = output * rows;
    float[] weights = layer.weights();
    for (int r = 0; r < rows; r++) {
      y[to + r] = layer.bias()[output];
    }
    int at = layer.group(output);
    int i = 0;
    for (; i + 4 <= layer.inputs(); i += 4, at += 4 * Dense.BLOCK) {
      float a = weights[at];
      float b = weights[at + Dense.BLOCK];
      float c = weights[at + 2 * Dense.BLOCK];
      float d = weights[at + 3 * Dense.BLOCK];
      int p = from + i * rows;
      for (int r = 0; r < rows; r++) {
        y[to + r] =
            y[to + r]
                + a * x[p + r]
                + b * x[p + rows + r]
                + c * x[p + 2 * rows + r]
                + d * x[p + 3 * rows + r];
      }
    }
    for (; i < layer.inputs(); i++, at += Dense.BLOCK) {
      for (int r = 0; r < rows; r++) {
        y[to + r] += weights[at] * x[from + i * rows + r];
      }
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
  public void exp(float[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = Approximations.exp(x[i]);
    }
  }

  @Override
  public void tanh(float[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = Approximations.tanh(x[i]);
    }
  }

  @Override
  public void sigmoid(float[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = Approximations.sigmoid(x[i]);
    }
  }

  @Override
  public void silu(float[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] *= Approximations.sigmoid(x[i]);
    }
  }

  @Override
  public void gelu(float[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = Approximations.gelu(x[i]);
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
