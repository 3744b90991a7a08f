package io.diglm.network;

/**
 * The columns of rows.
 *
 * @param mean (D)
 * @param variance divided by the number of rows (D)
 */
record ColumnMoments(double[] mean, double[] variance) {
  /** Returns the moments of the first rows (R, D). */
  static ColumnMoments of(float[] numbers, int rows, int dimension) {
    double[] mean = new double[dimension];
    double[] variance = new double[dimension];
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < dimension; j++) {
        mean[j] += numbers[r * dimension + j] / (double) rows;
      }
    }
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < dimension; j++) {
        double centred = numbers[r * dimension + j] - mean[j];
        variance[j] += centred * centred / rows;
      }
    }
    return new ColumnMoments(mean, variance);
  }
}
