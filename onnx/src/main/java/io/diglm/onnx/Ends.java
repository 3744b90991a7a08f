package io.diglm.onnx;

import io.diglm.predict.Predictor;

/**
 * The ends of an interval of a number, or the set of labels, that a graph gives.
 *
 * @param share of the answer's probability between the ends, or chance that they hold the target
 * @param calibrated whether that chance is what held-out rows say, not p(y|x)
 */
public record Ends(double share, boolean calibrated) {
  /** Requires a share between 0 and 1. */
  public Ends {
    if (!(share > 0 && share < 1)) {
      String hint = share > 1 && share < 100 ? " (90 % is 0.9)" : "";
      throw new IllegalArgumentException(
          "%s must be between 0 and 1, got %s%s"
              .formatted(calibrated ? "coverage" : "interval", share, hint));
    }
  }

  /**
   * {@return the central interval of p(y|x) with this share of it}
   *
   * @param share in (0, 1)
   */
  public static Ends interval(double share) {
    return new Ends(share, false);
  }

  /**
   * {@return the interval, or set of labels, that contains the target with this probability}
   *
   * @param chance in (0, 1)
   */
  public static Ends coverage(double chance) {
    return new Ends(chance, true);
  }

  /** Returns the probabilities of both ends of p(y|x) of a number. */
  double[] own(Predictor predictor) {
    return ends(calibrated ? predictor.conformity().central(share) : share);
  }

  /** Returns the probabilities of both ends of p(y), the answer to a rejected row. */
  double[] marginal() {
    return ends(share);
  }

  private static double[] ends(double share) {
    return new double[] {(1 - share) / 2, (1 + share) / 2};
  }
}
