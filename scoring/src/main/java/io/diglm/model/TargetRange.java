package io.diglm.model;

/**
 * The range of the training targets, which bounds the answers of a model for rows far from all
 * training rows.
 *
 * @param low the least
 * @param high the greatest
 * @param spread their standard deviation, positive
 */
public record TargetRange(double low, double high, double spread) {
  /** A target farther out would be all that a model learns of. */
  private static final double FARTHEST = 1e9;

  /** Checks that the numbers can be those of a sample. */
  public TargetRange {
    if (!(low <= high) || !(spread > 0) || Double.isInfinite(high - low + spread)) {
      throw new IllegalArgumentException(
          "target range must be finite, got %s to %s of spread %s".formatted(low, high, spread));
    }
  }

  /**
   * {@return a mean, bounded} Inside the range it is unchanged. Outside, it goes smoothly to at
   * most one spread beyond the range. If no target was negative, no mean is negative, and if all
   * targets were positive, all means are positive.
   *
   * @param mean of an answer, in units of the target
   */
  public double mean(double mean) {
    if (mean > high) {
      return high + spread * Math.tanh((mean - high) / spread);
    }
    double room = low >= 0 ? Math.min(spread, low / 2) : spread;
    if (mean >= low || room == 0) {
      return Math.max(mean, low - room);
    }
    return low - room * Math.tanh((low - mean) / room);
  }

  /**
   * {@return a standard deviation, bounded by the larger of the range and the spread}
   *
   * @param sd of an answer, in units of the target
   */
  public double deviation(double sd) {
    return Math.min(sd, Math.max(spread, high - low));
  }

  /**
   * {@return whether a target lies within a billion spreads of the range}
   *
   * @param y a target, in its own units
   */
  public boolean near(double y) {
    return low - y <= FARTHEST * spread && y - high <= FARTHEST * spread;
  }

  /** {@return the standard deviation of a distribution under which no target is impossible} */
  public double wide() {
    return Math.max(spread, (high - low) / 6);
  }
}
