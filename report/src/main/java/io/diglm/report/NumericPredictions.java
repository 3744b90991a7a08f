package io.diglm.report;

/**
 * The predictions for a numeric target, one entry per row.
 *
 * @param actual the target, in its unit
 * @param predicted the mean of p(y|x), in the unit of the target
 * @param pit the probability integral transform F(y|x), in [0, 1]; uniform for a calibrated model
 */
public record NumericPredictions(double[] actual, double[] predicted, double[] pit)
    implements Predictions {

  public NumericPredictions {
    if (predicted.length != actual.length || pit.length != actual.length) {
      throw new IllegalArgumentException(
          "predicted and pit must have one value for each of the %d actual values, got %d and %d"
              .formatted(actual.length, predicted.length, pit.length));
    }
  }
}
