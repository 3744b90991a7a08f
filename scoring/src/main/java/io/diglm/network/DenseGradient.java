package io.diglm.network;

import io.diglm.model.FlowConfig.Activation;
import java.util.Arrays;
import java.util.Optional;

/**
 * A layer y = a(W x + b) and the way back, a the positive part, tanh(u), u sigmoid(u) or nothing.
 */
final class DenseGradient {
  private final Products products;
  private final Kernels kernels;
  private final Optional<Activation> activation;
  private final int weightAt;
  private final int biasAt;
  private final int inputs;
  private final int outputs;

  /** W as given (out, in), for the way back. */
  private final Matrix weight;

  /** W (in, out), for the way forward. */
  private final Matrix transposed;

  private final float[] bias;
  private final float[] none;

  /** By W (out, in); by W^T (in, out) where that leaves fewer lanes of a vector empty. */
  private final Matrix weightGradient;

  private final boolean narrow;
  private final float[] biasGradient;
  private Matrix y;

  /** a'(W x + b) where y does not tell it (R, out). */
  private float[] slopes = new float[0];

  private final float[] scratch;

  /**
   * Makes a layer.
   *
   * @param activation a, if there is one; RELU, TANH or SILU
   * @param weightAt where W (out, in) starts in the vector of all parameters
   * @param biasAt where b does
   */
  DenseGradient(
      Products products,
      Kernels kernels,
      Optional<Activation> activation,
      int weightAt,
      int biasAt,
      int inputs,
      int outputs) {
    this.products = products;
    this.kernels = kernels;
    this.activation = activation;
    this.weightAt = weightAt;
    this.biasAt = biasAt;
    this.inputs = inputs;
    this.outputs = outputs;
    weight = Matrix.of(outputs, inputs);
    transposed = Matrix.of(inputs, outputs);
    narrow = inputs < outputs && inputs < products.lanes();
    weightGradient = narrow ? Matrix.of(inputs, outputs) : Matrix.of(outputs, inputs);
    bias = new float[transposed.stride()];
    biasGradient = new float[transposed.stride()];
    none = new float[weight.stride()];
    y = Matrix.of(0, outputs);
    scratch = new float[RowGradient.TILE * y.stride()];
  }

  int outputs() {
    return outputs;
  }

  /** What forward gave (R, out). */
  Matrix output() {
    return y;
  }

  void reserve(int rows) {
    if (y.rows() < rows) {
      y = Matrix.of(rows, outputs);
      slopes = new float[is(Activation.SILU) ? y.at().length : 0];
    }
  }

  private boolean is(Activation one) {
    return activation.filter(a -> a == one).isPresent();
  }

  void load(float[] parameters) {
    System.arraycopy(parameters, biasAt, bias, 0, outputs);
    for (int o = 0; o < outputs; o++) {
      int at = weightAt + o * inputs;
      System.arraycopy(parameters, at, weight.at(), o * weight.stride(), inputs);
    }
    turn(parameters);
  }

  /** In blocks of outputs, so that each line of the cache is written once. */
  private void turn(float[] parameters) {
    float[] turned = transposed.at();
    for (int from = 0; from < outputs; from += Matrix.LINE) {
      int to = Math.min(outputs, from + Matrix.LINE);
      for (int i = 0; i < inputs; i++) {
        int at = weightAt + from * inputs + i;
        int row = i * transposed.stride();
        for (int o = from; o < to; o++, at += inputs) {
          turned[row + o] = parameters[at];
        }
      }
    }
  }

  /** Returns y (R, out), of which rows {@code from} on are of those of x. */
  Matrix forward(Matrix x, int from, int rows) {
    int whole = Matrix.group(rows);
    products.rows(x, from, whole, transposed, bias, y, from, is(Activation.RELU));
    int at = from * y.stride();
    int count = whole * y.stride();
    if (is(Activation.TANH)) {
      System.arraycopy(y.at(), at, scratch, 0, count);
      kernels.tanh(scratch, count);
      System.arraycopy(scratch, 0, y.at(), at, count);
    } else if (is(Activation.SILU)) {
      System.arraycopy(y.at(), at, scratch, 0, count);
      kernels.sigmoid(scratch, count);
      silu(at, count);
    }
    return y;
  }

  private void silu(int at, int count) {
    float[] u = y.at();
    for (int i = 0; i < count; i++) {
      float s = scratch[i];
      slopes[at + i] = s * (1 + u[at + i] * (1 - s));
      u[at + i] *= s;
    }
  }

  /**
   * Walks back.
   *
   * @param x what forward was given
   * @param from the first of its rows that the gradients are of
   * @param dy gradients by y from row 0 on, overwritten; zeros in the rows that fill up the group
   * @param dx written: gradients by x from row 0 on
   */
  void backward(Matrix x, int from, int rows, Matrix dy, Matrix dx) {
    int at = from * y.stride();
    int count = rows * y.stride();
    if (is(Activation.RELU)) {
      products.maskNegative(y, from, dy, 0, rows);
    } else if (is(Activation.TANH)) {
      for (int i = 0; i < count; i++) {
        dy.at()[i] *= 1 - y.at()[at + i] * y.at()[at + i];
      }
    } else if (is(Activation.SILU)) {
      for (int i = 0; i < count; i++) {
        dy.at()[i] *= slopes[at + i];
      }
    }
    if (narrow) {
      products.outer(x, from, dy, 0, rows, weightGradient);
    } else {
      products.outer(dy, 0, x, from, rows, weightGradient);
    }
    products.sum(dy, 0, rows, biasGradient);
    products.rows(dy, 0, Matrix.group(rows), weight, none, dx, 0, false);
  }

  void gather(float[] gradients) {
    for (int o = 0; o < outputs; o++) {
      if (!narrow) {
        products.empty(weightGradient, o, inputs, gradients, weightAt + o * inputs);
      }
      gradients[biasAt + o] += biasGradient[o];
    }
    if (narrow) {
      gatherTurned(gradients);
    }
    Arrays.fill(biasGradient, 0);
  }

  private void gatherTurned(float[] gradients) {
    float[] turned = weightGradient.at();
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        gradients[weightAt + o * inputs + i] += turned[i * weightGradient.stride() + o];
      }
    }
    Arrays.fill(turned, 0);
  }
}
