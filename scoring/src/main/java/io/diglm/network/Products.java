package io.diglm.network;

/** The matrix products of training. */
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
   * @param y (R, N), of which the rows from {@code to} on are written
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

  /** Adds the first numbers of a row to others, and leaves zeros. */
  void empty(Matrix m, int row, int columns, float[] to, int at);

  /**
   * Writes sin(2 pi c u) and cos(2 pi c u) behind the first columns u of some rows.
   *
   * @param frequencies c (d, k)
   */
  void turn(Matrix features, int from, int rows, int inputs, float[] frequencies);

  /**
   * Adds the part of the gradient with respect to the columns u that goes through {@link #turn}.
   *
   * @param dy gradients with respect to the features, from row 0 on; the first columns are added to
   * @param byFrequency gradient with respect to c, added to (d, k)
   */
  void turnBack(
      Matrix features,
      int from,
      int rows,
      int inputs,
      float[] frequencies,
      Matrix dy,
      float[] byFrequency);
}
