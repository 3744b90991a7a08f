package io.diglm.network;

/** The products of matrices that training consists of, on vectors. */
interface Products {
  /** Numbers of a vector. */
  int lanes();

  /**
   * y = x W + b of some rows.
   *
   * @param x (R, K)
   * @param from first row of x used
   * @param rows their number, a multiple of {@link Matrix#GROUP}
   * @param w (K, N)
   * @param bias b, as long as a row of y
   * @param y (R, N), rows from {@code to} on written
   * @param relu whether numbers below 0 become 0
   */
  void rows(Matrix x, int from, int rows, Matrix w, float[] bias, Matrix y, int to, boolean relu);

  /**
   * g += y^T x over some rows.
   *
   * @param y (R, M), as many rows from {@code from} on as of x
   * @param x (R, N), rows from {@code at} on
   * @param g (M, N)
   */
  void outer(Matrix y, int from, Matrix x, int at, int rows, Matrix g);

  /** sums += the sum of some rows of y. */
  void sum(Matrix y, int from, int rows, float[] sums);

  /** Sets numbers of g to 0 where those of h are 0 or less. */
  void maskNegative(Matrix h, int at, Matrix g, int from, int rows);

  /**
   * Writes 2 pi (ds cos - dc sin) of {@code count} turns to the front of {@code g}: what a loss
   * gains by each turn.
   *
   * @param features holds the sines from {@code at} on, then the cosines
   * @param gradients holds ds from {@code from} on, then dc
   */
  void turns(float[] features, int at, float[] gradients, int from, int count, float[] g);
}
