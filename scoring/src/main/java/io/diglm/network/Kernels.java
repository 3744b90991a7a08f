package io.diglm.network;

/**
 * The arithmetic that takes the time, on tiles: {@code rows} rows of a layer, feature by feature,
 * so that number r of feature j is at {@code j * rows + r}.
 *
 * <p>Every function is a float's, with relative error below 1e-6 (of GELU, absolute below 1e-6),
 * and gives a row the same bits whatever tile it is in.
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

  /** e^x in place, of x taken to be in [-87, 88]. */
  void exp(float[] x, int from, int count);

  /** tanh(x) in place. */
  void tanh(float[] x, int from, int count);

  /** 1 / (1 + e^-x) in place. */
  void sigmoid(float[] x, int from, int count);

  /** x sigmoid(x) in place. */
  void silu(float[] x, int from, int count);

  /** x Phi(x) in place, Phi the normal distribution function. */
  void gelu(float[] x, int from, int count);

  /**
   * Writes sin(2 pi x) to {@code x} itself and cos(2 pi x) to {@code cos}, of x taken to be in
   * [-2^22, 2^22].
   *
   * @param from where the numbers start in {@code x}
   * @param to where the cosines start, in the same array
   */
  void sinCos(float[] x, int from, int to, int count);
}
