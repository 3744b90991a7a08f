package io.diglm.report;

/**
 * Stated confidence compared with accuracy, one entry per bin (Guo et al. 2017).
 *
 * @param confidence mean stated confidence of the bin, in [0, 1]
 * @param accuracy share of the rows of the bin that were predicted correctly, in [0, 1]
 * @param rows how many rows fell in the bin
 * @param ece expected calibration error, in [0, 1]
 */
public record Reliability(double[] confidence, double[] accuracy, long[] rows, double ece) {

  public Reliability {
    if (accuracy.length != confidence.length || rows.length != confidence.length) {
      throw new IllegalArgumentException(
          "accuracy and rows must have one value for each of the %d bins, got %d and %d"
              .formatted(confidence.length, accuracy.length, rows.length));
    }
  }
}
