package io.diglm.train;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Sums of vectors in double precision that are the same to the last bit in whatever order parts are
 * added: each number is rounded to a multiple of 2^-62 and added as a whole number.
 */
final class WholeSums implements Serializable {
  private static final long serialVersionUID = 1;

  /** Units of the fractions in one. */
  private static final int FRACTION_BITS = 62;

  private static final double ONE = 0x1p62;

  private static final long HALF = 1L << (FRACTION_BITS - 1);

  /** Larger numbers are refused. */
  private static final double MOST = 0x1p52;

  /** Whole parts. */
  private long[] high = {};

  /** What is left of each, in [-1/2, 1/2) of units of 2^-62. */
  private long[] low = {};

  /** Returns whether nothing was added. */
  boolean blank() {
    return high.length == 0;
  }

  /** Returns how many numbers a vector has; 0 if nothing was added. */
  int size() {
    return high.length;
  }

  /**
   * Adds a vector.
   *
   * @param values numbers, as many as in all others
   * @throws IllegalStateException if a number is not finite or out of all bounds; nothing is added
   *     then
   */
  void add(double[] values) {
    for (double value : values) {
      if (!(Math.abs(value) <= MOST)) {
        throw tooLarge(String.valueOf(value));
      }
    }
    widen(values.length);
    for (int i = 0; i < values.length; i++) {
      double whole = Math.rint(values[i]);
      put(i, (long) whole, Math.round((values[i] - whole) * ONE));
    }
  }

  private static IllegalStateException tooLarge(String got) {
    return new IllegalStateException(
        "sums over rows must stay within %s, got %s (lower the learning rate)"
            .formatted(MOST, got));
  }

  /**
   * Adds the sums of others to these.
   *
   * @throws IllegalStateException if they have grown out of all bounds
   */
  void plus(WholeSums other) {
    if (other.blank()) {
      return;
    }
    widen(other.size());
    for (int i = 0; i < high.length; i++) {
      put(i, other.high[i], other.low[i]);
    }
  }

  private void widen(int size) {
    if (blank()) {
      high = new long[size];
      low = new long[size];
    }
  }

  /** Keeps the fraction at most a half, so that the same sum has the same two numbers. */
  private void put(int i, long whole, long fraction) {
    long sum = low[i] + fraction;
    long carry = (sum + HALF) >> FRACTION_BITS;
    low[i] = sum - (carry << FRACTION_BITS);
    // Neither addend is near the largest long, but their sum may be.
    long grown = high[i] + whole + carry;
    if (Math.abs((double) high[i] + whole) > 2 * MOST) {
      throw tooLarge("%s and %s".formatted((double) high[i], (double) whole));
    }
    high[i] = grown;
  }

  /** Returns the sums. */
  double[] values() {
    double[] values = new double[high.length];
    Arrays.setAll(values, i -> high[i] + low[i] / ONE);
    return values;
  }
}
