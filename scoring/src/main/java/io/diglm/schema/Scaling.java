package io.diglm.schema;

/**
 * The map from a number r to a dimension of v: with t = (r - centre) / width, v = t, or for heavy
 * tails v = (asinh(t) - shift) / scale.
 *
 * @param centre in the units of the column
 * @param width in the units of the column, positive
 * @param heavy whether asinh compresses the tails
 * @param shift mean of asinh(t); 0 when not heavy
 * @param scale standard deviation of asinh(t), positive; 1 when not heavy
 */
public record Scaling(double centre, double width, boolean heavy, double shift, double scale) {
  private static final double HUGE = 1e8;

  /** Requires finite numbers, and a positive width and scale. */
  public Scaling {
    boolean positive = width > 0 && scale > 0;
    if (!positive || !Double.isFinite(centre + width) || !Double.isFinite(shift + scale)) {
      throw new IllegalArgumentException(
          "scaling must have finite numbers, width and scale positive, got centre %s, width %s, shift %s, scale %s"
              .formatted(centre, width, shift, scale));
    }
  }

  static Scaling affine(double centre, double width) {
    return new Scaling(centre, width, false, 0, 1);
  }

  /**
   * Returns t of r + offset. It subtracts the centre first, so that a far centre does not cost
   * digits of the offset.
   */
  double ratio(double r, double offset) {
    return (r - centre + offset) / width;
  }

  /** Returns v of t. */
  double value(double t) {
    return heavy ? (asinh(t) - shift) / scale : t;
  }

  /** Returns log|dv/dr| in nats at t = 0. */
  double logSlope() {
    return -Math.log(width) - Math.log(scale);
  }

  /** Returns log|dv/dr| in nats at t, minus that at t = 0. */
  double logSlopeChange(double t) {
    return heavy ? -logHypotenuse(t) : 0;
  }

  /** Returns r of v. */
  double inverse(double v) {
    return centre + width * (heavy ? Math.sinh(shift + scale * v) : v);
  }

  static double asinh(double t) {
    double a = Math.abs(t);
    double value = a > HUGE ? Math.log(2) + Math.log(a) : Math.log(a + Math.sqrt(1 + a * a));
    return Math.copySign(value, t);
  }

  /** log sqrt(1 + t^2). */
  private static double logHypotenuse(double t) {
    double a = Math.abs(t);
    return a > HUGE ? Math.log(a) : 0.5 * Math.log(1 + a * a);
  }
}
