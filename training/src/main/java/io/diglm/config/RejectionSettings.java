package io.diglm.config;

import io.diglm.selective.RejectionRule;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which rows the model refuses to answer, and for which groups of rows its intervals hold.
 *
 * @param slack c of the rejection rule: tau = min over training rows of log p(x) - c (equation 9)
 * @param falseAlarms alpha: reject instead when a row's novelty has a p-value of at most this, so
 *     that at most this share of ordinary rows is
 * @param coverageBy the feature whose groups of rows calibrate intervals and label sets each by its
 *     own validation rows; none calibrates all rows alike
 */
public record RejectionSettings(
    @Setting(
            value = "C",
            help =
                "Reject a row if log p(x) is more than C nats below that of every training row. "
                    + "Default: {default}.")
        double slack,
    @Setting(
            value = "A",
            help =
                "Use another rule: reject a row if its novelty is that of the most novel A of "
                    + "held-out rows, such as 0.01. At most this share of ordinary rows is then "
                    + "rejected.")
        OptionalDouble falseAlarms,
    @Setting(
            value = "COLUMN",
            help =
                "Calibrate the intervals and label sets of predict --coverage for each value of "
                    + "this column by its own validation rows. Values with fewer than 100 of them "
                    + "use the calibration of all rows.",
            ofTarget = true)
        Optional<String> coverageBy) {

  /** The defaults. */
  public static final RejectionSettings DEFAULTS =
      new RejectionSettings(
          /* slack= */ 0,
          /* falseAlarms= */ OptionalDouble.empty(),
          /* coverageBy= */ Optional.empty());

  /** Checks ranges. */
  public RejectionSettings {
    Require.atLeast("slack", slack, 0);
    coverageBy.ifPresent(
        name -> Require.that(!name.isBlank(), "coverage-by", "be a column name", name));
    if (falseAlarms.isPresent()) {
      new RejectionRule.FalseAlarms(falseAlarms.getAsDouble());
      boolean rule = slack == 0;
      Require.that(rule, "slack", "be 0 where false-alarms decides", Require.plain(slack));
    }
  }

  /** {@return the same for p(x) alone, which has no intervals} */
  public RejectionSettings withoutTarget() {
    return Changed.of(this, Map.of("coverageBy", Optional.empty()));
  }

  /**
   * {@return a copy with this {@code slack}}
   *
   * @param slack c, in nats: tau = min over training rows of log p(x) - c (equation 9)
   */
  public RejectionSettings slack(double slack) {
    return Changed.of(this, "slack", slack);
  }

  /**
   * {@return a copy with this {@code falseAlarms}}
   *
   * @param falseAlarms alpha, in (0, 1): a row is rejected if the p-value of its novelty is at most
   *     this
   */
  public RejectionSettings falseAlarms(double falseAlarms) {
    return Changed.of(this, "falseAlarms", falseAlarms);
  }

  /**
   * {@return a copy with this {@code coverageBy}}
   *
   * @param coverageBy the feature whose values are the groups, each calibrated by its own
   *     validation rows
   */
  public RejectionSettings coverageBy(String coverageBy) {
    return Changed.of(this, "coverageBy", coverageBy);
  }
}
