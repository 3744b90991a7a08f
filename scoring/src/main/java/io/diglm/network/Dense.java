package io.diglm.network;

import java.util.Arrays;

/**
 * The coefficients of y = W x + b, laid out for {@link Kernels}: in blocks of 16 outputs, and input
 * by input within a block.
 *
 * @param inputs number of features of x
 * @param outputs number of features of y
 * @param weights weight of output o and input i at {@code (o / 16 * inputs + i) * 16 + o % 16}
 * @param bias b, and zeros up to {@link #paddedOutputs}
 */
record Dense(int inputs, int outputs, float[] weights, float[] bias) {
  static final int BLOCK = 16;

  /** The number of outputs that a kernel computes at once for a tile. */
  static final int GROUP = 8;

  /**
   * Lays out coefficients.
   *
   * @param weight W (out, in) row-major
   * @param bias b (out)
   */
  static Dense of(float[] weight, float[] bias) {
    int outputs = bias.length;
    int inputs = weight.length / outputs;
    int padded = padded(outputs);
    float[] laid = new float[padded * inputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        laid[(o / BLOCK * inputs + i) * BLOCK + o % BLOCK] = weight[o * inputs + i];
      }
    }
    return new Dense(inputs, outputs, laid, Arrays.copyOf(bias, padded));
  }

  /** Returns the number of outputs, rounded up to whole blocks. */
  int paddedOutputs() {
    return bias.length;
  }

  /** Returns the start in {@code weights} of the group with this first output. */
  int group(int output) {
    return output / BLOCK * inputs * BLOCK + output % BLOCK;
  }

  private static int padded(int outputs) {
    return (outputs + BLOCK - 1) / BLOCK * BLOCK;
  }
}
