package io.diglm.model;

/**
 * A few encoded rows, with the answers of the model when it was saved. N rows, D dimensions, P
 * linear predictors.
 *
 * @param encoded v (N, D)
 * @param eta the linear predictors (N, P)
 * @param logDensity log p(v) in nats (N), without the log-determinant of the encoding
 */
public record GoldenRows(float[][] encoded, double[][] eta, double[] logDensity) {
  /** Requires at least one row and equal shapes. */
  public GoldenRows {
    int rows = encoded.length;
    if (rows == 0) {
      throw new IllegalArgumentException("golden rows must be at least 1, got 0");
    }
    if (eta.length != rows || logDensity.length != rows) {
      throw new IllegalArgumentException(
          "golden eta and log_density must have %d rows, got %d and %d"
              .formatted(rows, eta.length, logDensity.length));
    }
    for (int row = 0; row < rows; row++) {
      requireWidth("encoded", row, encoded[row].length, encoded[0].length);
      requireWidth("eta", row, eta[row].length, eta[0].length);
    }
  }

  private static void requireWidth(String what, int row, int got, int width) {
    if (got != width) {
      throw new IllegalArgumentException(
          "golden %s row %d must have width %d, got %d".formatted(what, row, width, got));
    }
  }
}
