package io.diglm.network;

/**
 * The arithmetic that takes most of the time, on tiles. A tile holds {@code rows} rows of a layer,
 * feature by feature, so that feature j of row r is at {@code j * rows + r}.
 *
 * <p>Every function computes in float with a relative error below 1e-6 (for GELU, an absolute error
 * below 1e-6), and gives a row the same bits in any tile.
 */
interface Kernels {
  /** Rows of a tile are 1 or a multiple of this. */
  int lanes();

  /** Rows of a full tile. */
  int tile();

  /**
   * y = W x + b, or its positive part.
   *
   * @param x the tile, from {@code from} on
   * @param y written from 0 on; must hold {@link Dense#paddedOutputs} features
   * @param relu whether numbers below 0 become 0
   */
  void dense(Dense layer, float[] x, int from, int rows, float[] y, boolean relu);

  /**
   * y_r = b + sum_j w_j z_jr of the rows of a tile, summed in double precision in the order of j.
   *
   * @param w its numbers from {@code from} on
   * @param width the number of features
   * @param z (width, R)
   * @param rows R
   * @param y (R), written
   */
  default void sums(float[] w, int from, int width, double bias, double[] z, int rows, double[] y) {
    for (int r = 0; r < rows; r++) {
      double sum = bias;
      for (int j = 0; j < width; j++) {
        sum += w[from + j] * z[j * rows + r];
      }
      y[r] = sum;
    }
  }

  /** e^x of the first numbers, in place; x is taken to be in [-87, 88]. */
  void exp(float[] x, int count);

  /** tanh(x) of the first numbers, in place. */
  void tanh(float[] x, int count);

  /**
   * Writes sin(2 pi x) over {@code count} numbers x and cos(2 pi x) beside them; x is taken to be
   * in [-2^22, 2^22].
   *
   * @param from where the numbers start in {@code x}
   * @param to where the cosines start, in the same array
   */
  void sinCos(float[] x, int from, int to, int count);

  /** 1 / (1 + e^-x) of the first numbers, in place. */
  default void sigmoid(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = -x[i];
    }
    exp(x, count);
    for (int i = 0; i < count; i++) {
      x[i] = 1 / (1 + x[i]);
    }
  }

  /**
   * x sigmoid(x) of the first numbers, in place.
   *
   * @param scratch as many numbers, overwritten
   */
  default void silu(float[] x, int count, float[] scratch) {
    System.arraycopy(x, 0, scratch, 0, count);
    sigmoid(scratch, count);
    for (int i = 0; i < count; i++) {
      x[i] *= scratch[i];
    }
  }

  /**
   * x Phi(x) of the first numbers, in place, Phi the normal distribution function: with a = |x| /
   * sqrt(2), max(x, 0) - |x| (1 - erf(a)) / 2, and 1 - erf(a) = t E(t) e^(-a^2), t = 1 / (1 + p a)
   * (Abramowitz and Stegun 1964, 7.1.26).
   *
   * @param scratch as many numbers; left as e^(-x^2 / 2)
   */
  default void gelu(float[] x, int count, float[] scratch) {
    for (int i = 0; i < count; i++) {
      scratch[i] = -0.5f * x[i] * x[i];
    }
    exp(scratch, count);
    for (int i = 0; i < count; i++) {
      float size = Math.abs(x[i]);
      float t = 1 / (1 + 0.3275911f * 0.70710677f * size);
      float p = ((1.0614054f * t - 1.4531521f) * t + 1.4214138f) * t - 0.28449672f;
      x[i] = Math.max(x[i], 0) - 0.5f * size * t * (p * t + 0.2548296f) * scratch[i];
    }
  }
}
