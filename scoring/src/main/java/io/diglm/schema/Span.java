package io.diglm.schema;

import java.util.Optional;

/**
 * The range of a number in the training rows.
 *
 * @param low the least
 * @param high the greatest
 * @param standIn for a number with few, repeated values, such as months, what the network gets in
 *     place of a value beyond the span. A few training rows have it too, see {@link
 *     Encoder#forget}, so that the network learns the targets of rows whose value it does not know
 */
public record Span(double low, double high, Optional<Double> standIn) {
  /** Numbers more than this share of the range beyond it are unlike the training rows. */
  private static final double FAR = 0.5;

  /**
   * Makes a span without a stand-in.
   *
   * @param low the least training value
   * @param high the greatest training value
   */
  public Span(double low, double high) {
    this(low, high, Optional.empty());
  }

  public Span {
    if (!(low <= high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException("span must be finite, got %s to %s".formatted(low, high));
    }
  }

  /** {@return the least number that a row like the training rows could have} */
  public double leastKnown() {
    return low - FAR * (high - low);
  }

  /** {@return the greatest such number} */
  public double mostKnown() {
    return high + FAR * (high - low);
  }

  /**
   * Returns whether a number lies so far outside that no row like the training rows would have it.
   */
  boolean isFar(double number) {
    return number < leastKnown() || number > mostKnown();
  }
}
