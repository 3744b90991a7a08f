package io.diglm.model;

import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;

/**
 * What a new row is held against.
 *
 * @param leastDensity min over the training rows of log p(x), in nats and in the units of the
 *     user's own columns
 * @param rejection when a row is refused
 * @param novelty the score of a row's novelty
 * @param calibrated how many validation rows calibrated its p-value; 0 if none did
 * @param labelled how many of them have a target
 */
public record Thresholds(
    double leastDensity,
    RejectionRule rejection,
    NoveltyScore novelty,
    int calibrated,
    int labelled) {
  /** Relative; what is granted golden rows too. */
  public static final double ROUNDING = 1e-4;

  /** Checks the least density, and that the rule has the rows that it needs. */
  public Thresholds {
    if (!Double.isFinite(leastDensity)) {
      throw new IllegalArgumentException("least_density must be finite, got " + leastDensity);
    }
    if (rejection instanceof RejectionRule.FalseAlarms rule) {
      rule.requireRows(calibrated);
    }
  }

  /**
   * Returns log p(x) less the least density, in nats; 0 where they are the same but for rounding,
   * which differs between machines: a training row is refused on none.
   */
  public double margin(double logDensity) {
    double margin = logDensity - leastDensity;
    return Math.abs(margin) <= ROUNDING * Math.max(1, Math.abs(leastDensity)) ? 0 : margin;
  }

  /** Returns the same with another rule. */
  public Thresholds withRejection(RejectionRule rule) {
    return new Thresholds(leastDensity, rule, novelty, calibrated, labelled);
  }

  /** Returns the same with another score. */
  public Thresholds withNovelty(NoveltyScore score) {
    return new Thresholds(leastDensity, rejection, score, calibrated, labelled);
  }

  /** Returns the same after a calibration by so many rows. */
  public Thresholds withCalibrated(int rows, int withTarget) {
    return new Thresholds(leastDensity, rejection, novelty, rows, withTarget);
  }

  /** Returns tau in nats, below which log p(x) means rejection; NaN if the rule has none. */
  public double tau() {
    return rejection instanceof RejectionRule.MinimumDensity rule
        ? leastDensity - rule.slack()
        : Double.NaN;
  }
}
