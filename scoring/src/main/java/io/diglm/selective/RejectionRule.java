package io.diglm.selective;

/**
 * Rejects a row x when log p(x) &lt; tau = threshold - slack (Nalisnick et al. 2019, equation 9).
 *
 * @param threshold min over the training rows of log p(x), in nats
 * @param slack c &gt;= 0, in nats
 */
public record RejectionRule(double threshold, double slack) {
  /** Checks both numbers. */
  public RejectionRule {
    if (!Double.isFinite(threshold)) {
      throw new IllegalArgumentException("threshold must be finite, got " + threshold);
    }
    if (!(slack >= 0) || Double.isInfinite(slack)) {
      throw new IllegalArgumentException("slack must be at least 0 and finite, got " + slack);
    }
  }

  /** Returns the rule without slack of these training rows' log-densities (N), N &gt;= 1. */
  public static RejectionRule of(double[] logDensities) {
    double least = Double.POSITIVE_INFINITY;
    for (double logDensity : logDensities) {
      least = Math.min(least, logDensity);
    }
    return new RejectionRule(least, 0);
  }

  /** Returns the same threshold with another slack. */
  public RejectionRule withSlack(double other) {
    return new RejectionRule(threshold, other);
  }

  /** Returns tau, in nats. */
  public double tau() {
    return threshold - slack;
  }

  /** Returns whether the row is rejected; a density that is not a number is. */
  public boolean rejects(double logDensity) {
    return !(logDensity >= tau());
  }
}
