package io.diglm.predict;

import io.diglm.selective.RejectionRule;
import java.util.Locale;

/** Why a row is rejected, in words. */
final class Reasons {
  private Reasons() {}

  static String sparse(double logDensity, RejectionRule rule) {
    return String.format(
        Locale.ROOT,
        "log_density %.2f is below the threshold %.2f: unlike every training row",
        logDensity,
        rule.tau());
  }
}
