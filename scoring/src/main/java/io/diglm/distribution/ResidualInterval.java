package io.diglm.distribution;

/**
 * How probable it is that a residual lies between two ends, which may be infinite, and how that
 * depends on the ends. Each is computed in the tail where digits are kept.
 */
final class ResidualInterval {
  /** An interval so much narrower than the scale has the density of its middle. */
  private static final double NARROW = 1e-6;

  /** The least width of an interval in scales. */
  private static final double LEAST_WIDTH = 1e-300;

  private ResidualInterval() {}

  /** Returns log (F(high) - F(low)) in nats, see {@link Residual#logBetween}. */
  static double logProbability(Residual residual, double low, double high) {
    if (high == Double.POSITIVE_INFINITY) {
      return low == Double.NEGATIVE_INFINITY ? 0 : residual.logSurvival(low);
    }
    if (low == Double.NEGATIVE_INFINITY) {
      return residual.logCdf(high);
    }
    if (high - low < NARROW) {
      return residual.logDensity(middle(low, high)) + Math.log(Math.max(high - low, LEAST_WIDTH));
    }
    double tail = upper(residual, low, high) ? residual.logSurvival(low) : residual.logCdf(high);
    return tail + Residual.log1mExp(fall(residual, low, high));
  }

  /** Returns the slope of it by both ends together, see {@link Residual#slope(double, double)}. */
  static double slope(Residual residual, double low, double high) {
    return high - low < NARROW
        ? residual.slope(middle(low, high))
        : byHigh(residual, low, high) - byLow(residual, low, high);
  }

  /** Returns the slope of it by a factor of both ends, see {@link Residual#stretch}. */
  static double stretch(Residual residual, double low, double high) {
    if (high - low < NARROW) {
      return middle(low, high) * residual.slope(middle(low, high)) + 1;
    }
    return times(high, byHigh(residual, low, high)) - times(low, byLow(residual, low, high));
  }

  /** Returns f(low) / (F(high) - F(low)) by hazards, which keep their digits in the tails. */
  private static double byLow(Residual residual, double low, double high) {
    if (Double.isInfinite(low)) {
      return 0;
    }
    double fall = fall(residual, low, high);
    return upper(residual, low, high)
        ? residual.hazard(low) / -Math.expm1(-fall)
        : residual.reversedHazard(low) / Math.expm1(fall);
  }

  /** Returns f(high) / (F(high) - F(low)). */
  private static double byHigh(Residual residual, double low, double high) {
    if (Double.isInfinite(high)) {
      return 0;
    }
    double fall = fall(residual, low, high);
    return upper(residual, low, high)
        ? residual.hazard(high) / Math.expm1(fall)
        : residual.reversedHazard(high) / -Math.expm1(-fall);
  }

  /** Returns whether the interval is of the upper tail, where S tells its ends apart best. */
  private static boolean upper(Residual residual, double low, double high) {
    return residual.logSurvival(low) < residual.logCdf(high);
  }

  /** Returns by how much the logarithm of that tail falls over the interval. */
  private static double fall(Residual residual, double low, double high) {
    return upper(residual, low, high)
        ? residual.logSurvival(low) - residual.logSurvival(high)
        : residual.logCdf(high) - residual.logCdf(low);
  }

  private static double times(double t, double slope) {
    return slope == 0 ? 0 : t * slope;
  }

  private static double middle(double low, double high) {
    return low + (high - low) / 2;
  }
}
