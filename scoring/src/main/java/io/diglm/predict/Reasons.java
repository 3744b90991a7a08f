package io.diglm.predict;

import io.diglm.model.Thresholds;
import io.diglm.selective.RejectionRule;
import java.util.Locale;

/** Why a row is rejected, in words. */
final class Reasons {
  private Reasons() {}

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
