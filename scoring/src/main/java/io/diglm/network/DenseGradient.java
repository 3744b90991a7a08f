package io.diglm.network;

import java.util.Arrays;

/** A layer y = W x + b, or its positive part, and the way back. */
final class DenseGradient {
  private final Products products;
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
  private final Matrix weightGradient;
  private final float[] biasGradient;
  private Matrix y;

  /**
   * Makes a layer.
   *
   * @param weightAt where W (out, in) starts in the vector of all parameters
   * @param biasAt where b does
   */
  DenseGradient(Products products, int weightAt, int biasAt, int inputs, int outputs) {
    this.products = products;
    this.weightAt = weightAt;
    this.biasAt = biasAt;
    this.inputs = inputs;
    this.outputs = outputs;
    weight = Matrix.of(outputs, inputs);
    transposed = Matrix.of(inputs, outputs);
    weightGradient = Matrix.of(outputs, inputs);
    bias = new float[transposed.stride()];
    biasGradient = new float[transposed.stride()];
    none = new float[weight.stride()];
    y = Matrix.of(0, outputs);
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
    }
  }

  void load(float[] parameters) {
    System.arraycopy(parameters, biasAt, bias, 0, outputs);
    float[] turned = transposed.at();
    int stride = transposed.stride();
    for (int o = 0; o < outputs; o++) {
      int at = weightAt + o * inputs;
      System.arraycopy(parameters, at, weight.at(), o * weight.stride(), inputs);
      int to = o;
      for (int i = 0; i < inputs; i++, to += stride) {
        turned[to] = parameters[at + i];
      }
    }
  }

  /** Returns y (R, out), of which rows {@code from} on are of those of x. */
  Matrix forward(Matrix x, int from, int rows, boolean relu) {
    products.rows(x, from, Matrix.group(rows), transposed, bias, y, from, relu);
    return y;
  }

  /**
   * Walks back.
   *
   * @param x what forward was given
   * @param from the first of its rows that the gradients are of
   * @param dy gradients by y from row 0 on, overwritten; zeros in the rows that fill up the group
   * @param dx written: gradients by x from row 0 on
   * @param relu whether the positive part was taken
   */
  void backward(Matrix x, int from, int rows, Matrix dy, Matrix dx, boolean relu) {
    if (relu) {
      products.maskNegative(y, from, dy, 0, rows);
    }
    products.outer(dy, 0, x, from, rows, weightGradient);
    products.sum(dy, 0, rows, biasGradient);
    products.rows(dy, 0, Matrix.group(rows), weight, none, dx, 0, false);
  }

  void gather(float[] gradients) {
    for (int o = 0; o < outputs; o++) {
      products.empty(weightGradient, o, inputs, gradients, weightAt + o * inputs);
      gradients[biasAt + o] += biasGradient[o];
    }
    Arrays.fill(biasGradient, 0);
  }
}
