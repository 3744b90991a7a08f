package io.diglm.model;

/**
 * What log p(x) of a new row is held against, in nats and in the units of the user's own columns.
 *
 * <p>A row is rejected when log p(x) &lt; tau - slack (Nalisnick et al. 2019, equation 9).
 *
 * @param tau the least log p(x) of a training row
 * @param slack c &gt;= 0
 * @param validationLogDensity log p(x) of the validation rows, ascending, for p-values
 */
public record Thresholds(double tau, double slack, double[] validationLogDensity) {
  /** Requires numbers, slack &gt;= 0 and ascending order. */
  public Thresholds {
    if (Double.isNaN(tau)) {
      throw new IllegalArgumentException("tau must be a number, got NaN");
    }
    if (!(slack >= 0)) {
      throw new IllegalArgumentException("slack must be at least 0, got " + slack);
    }
    for (int i = 0; i < validationLogDensity.length; i++) {
      double least = i == 0 ? Double.NEGATIVE_INFINITY : validationLogDensity[i - 1];
      if (!(validationLogDensity[i] >= least)) {
        throw new IllegalArgumentException(
            "validation_log_density must ascend, got %s at %d after %s"
                .formatted(validationLogDensity[i], i, least));
      }
    }
  }
}
