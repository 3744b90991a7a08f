package io.diglm.schema;

import java.util.Optional;

/**
 * From where to where the training rows' numbers lay.
 *
 * @param low the least
 * @param high the greatest
 * @param standIn of few numbers that repeat, such as months, the one whose rows have the most
 *     ordinary targets: a network is asked for it in place of one beyond the span, where it has
 *     learned nothing
 */
public record Span(double low, double high, Optional<Double> standIn) {
  /** Half the range beyond it on either side belongs to no row like those. */
  private static final double FAR = 0.5;

  /** A span without a stand-in. */
  public Span(double low, double high) {
    this(low, high, Optional.empty());
  }

  public Span {
    if (!(low <= high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException("span must be finite, got %s to %s".formatted(low, high));
    }
  }

  /** Returns the least number that a row like the training rows could have. */
  public double leastKnown() {
    return low - FAR * (high - low);
  }

  /** Returns the greatest such number. */
  public double mostKnown() {
    return high + FAR * (high - low);
  }

  /** Returns whether a number lies so far out that no row like the training rows would have it. */
  boolean isFar(double number) {
    return number < leastKnown() || number > mostKnown();
  }
}
