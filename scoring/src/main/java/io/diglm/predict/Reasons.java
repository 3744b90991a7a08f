package io.diglm.predict;

import io.diglm.distribution.Distribution;
import io.diglm.model.Thresholds;
import io.diglm.selective.RejectionRule;
import io.diglm.selective.RiskRule;
import java.util.Locale;
import java.util.Optional;

/** Why a row is rejected, in words. */
final class Reasons {
  private Reasons() {}

  /** Returns why an answer is not sure enough; empty if it is. */
  static Optional<String> unsure(Distribution own, RiskRule rule) {
    double sure = Sureness.of(own, rule.tolerance());
    return sure >= rule.least()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the answer is right with probability %.3g, below %.3g: such answers would be wrong"
                    + " in more than a share %s",
                sure,
                rule.least(),
                rule.risk()));
  }

  static String novel(double logDensity, double pValue, Thresholds thresholds) {
    if (thresholds.rejection() instanceof RejectionRule.FalseAlarms rule) {
      return String.format(
          Locale.ROOT,
          "novelty_p_value %.3g is at most %s: less usual than all but that share of known rows",
          pValue,
          rule.alpha());
    }
    return String.format(
        Locale.ROOT,
        "log_density %.2f is below the threshold %.2f: unlike every training row",
        logDensity,
        thresholds.tau());
  }
}
