package io.diglm.model;

import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import io.diglm.selective.RiskRule;
import java.util.Optional;

/**
 * What a new row is held against.
 *
 * @param leastDensity min over the training rows of log p(x), in nats and in the units of the
 *     user's own columns
 * @param rejection when a row is refused
 * @param novelty the score of a row's novelty
 * @param calibrated how many validation rows calibrated its p-value; 0 if none did
 * @param labelled how many rows with a target calibrated intervals
 * @param risk which rows are sure enough for an answer, if that was asked for
 * @param intervals how intervals were calibrated again since the fit, if they were
 */
public record Thresholds(
    double leastDensity,
    RejectionRule rejection,
    NoveltyScore novelty,
    int calibrated,
    int labelled,
    Optional<RiskRule> risk,
    Optional<Recalibration> intervals) {
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

  /** What a fit leaves. */
  public Thresholds(
      double leastDensity,
      RejectionRule rejection,
      NoveltyScore novelty,
      int calibrated,
      int labelled) {
    this(
        leastDensity, rejection, novelty, calibrated, labelled, Optional.empty(), Optional.empty());
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
    return new Thresholds(leastDensity, rule, novelty, calibrated, labelled, risk, intervals);
  }

  /** Returns the same with another score. */
  public Thresholds withNovelty(NoveltyScore score) {
    return new Thresholds(leastDensity, rejection, score, calibrated, labelled, risk, intervals);
  }

  /** Returns the same after a calibration by so many rows. */
  public Thresholds withCalibrated(int rows, int withTarget) {
    return new Thresholds(
        leastDensity, rejection, novelty, rows, withTarget, risk, Optional.empty());
  }

  /** Returns the same with a rule by which only sure rows are answered. */
  public Thresholds withRisk(RiskRule rule) {
    return new Thresholds(
        leastDensity, rejection, novelty, calibrated, labelled, Optional.of(rule), intervals);
  }

  /** Returns the same with intervals that these rows calibrate. */
  public Thresholds withIntervals(int rows, Recalibration how) {
    return new Thresholds(
        leastDensity, rejection, novelty, calibrated, rows, risk, Optional.of(how));
  }

  /** Returns the same without what was measured on another p(y|x). */
  public Thresholds withoutAnswers() {
    return new Thresholds(
        leastDensity, rejection, novelty, calibrated, labelled, Optional.empty(), Optional.empty());
  }

  /** Returns the same where every row may be answered that novelty does not refuse. */
  public Thresholds withoutRisk() {
    return new Thresholds(
        leastDensity, rejection, novelty, calibrated, labelled, Optional.empty(), intervals);
  }

  /** Returns tau in nats, below which log p(x) means rejection; NaN if the rule has none. */
  public double tau() {
    return rejection instanceof RejectionRule.MinimumDensity rule
        ? leastDensity - rule.slack()
        : Double.NaN;
  }
}
