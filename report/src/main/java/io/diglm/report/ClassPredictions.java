package io.diglm.report;

import java.util.List;
import java.util.Optional;

/**
 * The predictions for a target of K classes.
 *
 * @param classes labels (K)
 * @param confusion rows counted by actual class, then predicted class, (K, K)
 * @param reliability of the probabilities
 * @param thresholds of two classes, what each threshold gives
 */
public record ClassPredictions(
    List<String> classes,
    long[][] confusion,
    Reliability reliability,
    Optional<ThresholdCurve> thresholds)
    implements Predictions {

  public ClassPredictions {
    classes = List.copyOf(classes);
    int size = classes.size();
    if (confusion.length != size) {
      throw shape(size, confusion.length + " rows");
    }
    for (long[] row : confusion) {
      if (row.length != size) {
        throw shape(size, "a row of " + row.length);
      }
    }
  }

  /**
   * Makes predictions without thresholds.
   *
   * @param classes labels (K)
   * @param confusion number of rows by actual and predicted class (K, K)
   * @param reliability of the probabilities
   */
  public ClassPredictions(List<String> classes, long[][] confusion, Reliability reliability) {
    this(classes, confusion, reliability, Optional.empty());
  }

  private static IllegalArgumentException shape(int classes, String got) {
    return new IllegalArgumentException(
        "confusion must be %d by %d, one for each class, got %s".formatted(classes, classes, got));
  }
}
