package io.diglm.distribution;

import java.util.function.DoubleUnaryOperator;

/** Numerical inversion of distribution functions. */
final class Root {
  private static final int STEPS = 400;

  /** Newton's error falls with its square. */
  private static final double CLOSE = 1e-9;

  private Root() {}

  /**
   * Returns the root of an increasing function in [low, high] but for rounding: Newton's step where
   * it stays inside what is left of the bracket and halves the step before, else its middle. The
   * slope is asked for only where the function was just before.
   */
  static double between(
      DoubleUnaryOperator f, DoubleUnaryOperator slope, double low, double high, double start) {
    return between(f, slope, low, high, start, 0);
  }

  /**
   * As the other, of an f that bends over no less than {@code scale}: where Newton's step is so
   * much shorter, the error that is left is less than what doubles of that scale can tell.
   */
  static double between(
      DoubleUnaryOperator f,
      DoubleUnaryOperator slope,
      double low,
      double high,
      double start,
      double scale) {
    double x = Math.max(low, Math.min(high, start));
    double move = high - low;
    for (int step = 0; step < STEPS && low < high; step++) {
      double value = f.applyAsDouble(x);
      if (value == 0) {
        return x;
      }
      low = value < 0 ? x : low;
      high = value > 0 ? x : high;
      double next = x - value / slope.applyAsDouble(x);
      boolean quick = next > low && next < high && Math.abs(next - x) < move / 2;
      next = quick ? next : low / 2 + high / 2;
      move = Math.abs(next - x);
      if (move <= 8 * Math.ulp(x) || (quick && move <= CLOSE * scale)) {
        return next;
      }
      x = next;
    }
    return x;
  }

  /** Returns the least whole k &gt;= 0 with cdf(k) &gt;= p, looked for outwards from the start. */
  static double count(DoubleUnaryOperator cdf, double p, double start) {
    double high = Math.max(0, Math.floor(start));
    double low = high - 1;
    double step = Math.max(1, Math.floor(high * 1e-12));
    while (cdf.applyAsDouble(high) < p) {
      low = high;
      high += step;
      step *= 2;
    }
    step = Math.max(1, Math.floor(high * 1e-12));
    while (low >= 0 && cdf.applyAsDouble(low) >= p) {
      high = low;
      low = Math.max(-1, low - step);
      step *= 2;
    }
    while (high - low > 1) {
      double middle = Math.floor(low + (high - low) / 2);
      if (cdf.applyAsDouble(middle) >= p) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
