package io.diglm.model;

import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import io.diglm.selective.RiskRule;
import java.util.Optional;

/**
 * The thresholds with which new rows are compared.
 *
 * @param leastDensity min over the training rows of log p(x), in nats and in the units of the
 *     user's own columns
 * @param rejection when a row is refused
 * @param novelty the score of a row's novelty
 * @param calibrated how many rows calibrated its p-value; 0 if none did
 * @param labelled how many rows with a target calibrated intervals
 * @param risk which rows are sure enough for an answer, if that was asked for
 * @param intervals how intervals were calibrated again since the fit, or by groups at its end, if
 *     they were
 */
public record Thresholds(
    double leastDensity,
    RejectionRule rejection,
    NoveltyScore novelty,
    int calibrated,
    int labelled,
    Optional<RiskRule> risk,
    Optional<Recalibration> intervals) {
  /** Relative tolerance, the same as for golden rows. */
  public static final double ROUNDING = 1e-4;

  /** Checks the least density, and that there are enough rows for the rule. */
  public Thresholds {
    if (!Double.isFinite(leastDensity)) {
      throw new IllegalArgumentException("least_density must be finite, got " + leastDensity);
    }
    if (rejection instanceof RejectionRule.FalseAlarms rule) {
      rule.requireRows(calibrated, ", or fit again with --false-alarms " + rule.alpha());
    }
  }

  /**
   * What a fit leaves.
   *
   * @param leastDensity least log p(x) of a training row, in nats
   * @param rejection when a row is refused
   * @param novelty score by which rows are novel
   * @param calibrated number of calibration rows, 0 for none
   * @param labelled how many of them calibrate intervals
   */
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
   * {@return log p(x) minus the least density, in nats} It is 0 if they differ only by rounding,
   * which depends on the machine, so that no machine refuses a training row.
   *
   * @param logDensity log p(x) of a row, in nats
   */
  public double margin(double logDensity) {
    double margin = logDensity - leastDensity;
    return Math.abs(margin) <= ROUNDING * Math.max(1, Math.abs(leastDensity)) ? 0 : margin;
  }

  /**
   * {@return the same thresholds with another rule}
   *
   * @param rule when a row is refused
   */
  public Thresholds withRejection(RejectionRule rule) {
    return new Thresholds(leastDensity, rule, novelty, calibrated, labelled, risk, intervals);
  }

  /**
   * {@return the same thresholds with another score}
   *
   * @param score by which rows are novel
   */
  public Thresholds withNovelty(NoveltyScore score) {
    return new Thresholds(leastDensity, rejection, score, calibrated, labelled, risk, intervals);
  }

  /**
   * {@return the same thresholds after a calibration by this many rows}
   *
   * @param rows that calibrate novelty
   * @param withTarget how many of them calibrate intervals
   */
  public Thresholds withCalibrated(int rows, int withTarget) {
    return new Thresholds(
        leastDensity, rejection, novelty, rows, withTarget, risk, Optional.empty());
  }

  /**
   * {@return these thresholds with a rule that only lets certain rows be answered}
   *
   * @param rule which answers are certain enough
   */
  public Thresholds withRisk(RiskRule rule) {
    return new Thresholds(
        leastDensity, rejection, novelty, calibrated, labelled, Optional.of(rule), intervals);
  }

  /**
   * {@return the same with intervals that these rows calibrate}
   *
   * @param rows number of rows that calibrate intervals
   * @param how they were calibrated
   */
  public Thresholds withIntervals(int rows, Recalibration how) {
    return new Thresholds(
        leastDensity, rejection, novelty, calibrated, rows, risk, Optional.of(how));
  }

  /** {@return the same without what was measured on another p(y|x)} */
  public Thresholds withoutAnswers() {
    return new Thresholds(
        leastDensity, rejection, novelty, calibrated, labelled, Optional.empty(), Optional.empty());
  }

  /** {@return the same where every row may be answered that novelty does not refuse} */
  public Thresholds withoutRisk() {
    return new Thresholds(
        leastDensity, rejection, novelty, calibrated, labelled, Optional.empty(), intervals);
  }

  /**
   * {@return tau in nats: a row with a smaller log p(x) is rejected} NaN if the rule has no tau.
   */
  public double tau() {
    return rejection instanceof RejectionRule.MinimumDensity rule
        ? leastDensity - rule.slack()
        : Double.NaN;
  }
}
