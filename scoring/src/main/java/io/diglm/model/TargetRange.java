package io.diglm.model;

/**
 * What the training rows' targets were, which bounds what a model answers far from all of them.
 *
 * @param low the least
 * @param high the greatest
 * @param spread their deviation, positive
 */
public record TargetRange(double low, double high, double spread) {
  /** Checks that the numbers are some of a sample. */
  public TargetRange {
    if (!(low <= high) || !(spread > 0) || Double.isInfinite(high - low + spread)) {
      throw new IllegalArgumentException(
          "target range must be finite, got %s to %s of spread %s".formatted(low, high, spread));
    }
  }

  /**
   * Returns a mean as it is inside the range; beyond, what leads smoothly to a spread outside and
   * no further. Where no target was negative no mean is, and where all were positive all means are.
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

  /** Returns a deviation, at most the whole range or the spread. */
  public double deviation(double sd) {
    return Math.min(sd, Math.max(spread, high - low));
  }

  /** Returns the deviation of a distribution that leaves no target impossible. */
  public double wide() {
    return Math.max(spread, (high - low) / 6);
  }
}
