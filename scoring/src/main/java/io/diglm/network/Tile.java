package io.diglm.network;

/**
 * Rows during the forward pass of a flow, feature by feature, with the memory that the steps need.
 *
 * @param rows the number of rows R; the last rows may repeat a row
 * @param at (D, R): feature j of row r is at {@code j * rows + r}
 * @param logDet (R) in nats, so far
 * @param first memory of a step, as large as its widest layer, padded
 * @param second memory of the same size
 * @param third memory of the same size
 */
record Tile(int rows, float[] at, double[] logDet, float[] first, float[] second, float[] third) {
  static Tile of(int rows, int dimension, int width) {
    int numbers = rows * Math.max(dimension, width);
    return new Tile(
        rows,
        new float[rows * dimension],
        new double[rows],
        new float[numbers],
        new float[numbers],
        new float[numbers]);
  }

  /** Adds to every row's log-det. */
  void addLogDet(double constant) {
    for (int r = 0; r < rows; r++) {
      logDet[r] += constant;
    }
  }

  /** Adds the sums over features of log-slopes (d, R). */
  void addLogDet(float[] logSlopes, int features) {
    for (int j = 0; j < features; j++) {
      for (int r = 0; r < rows; r++) {
        logDet[r] += logSlopes[j * rows + r];
      }
    }
  }
}
