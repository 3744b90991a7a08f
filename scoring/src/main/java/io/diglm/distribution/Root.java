package io.diglm.distribution;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Numerical inversion of distribution functions. */
final class Root {
  private static final int STEPS = 400;

  private Root() {}

  /**
   * Returns the root of an increasing function in [low, high], up to rounding. It takes the step of
   * an iteration if that stays inside the remaining bracket and is at most half the step before;
   * otherwise it bisects the bracket.
   *
   * @param step given x and f(x), the estimated distance of the root from x, such as Newton's f(x)
   *     / f'(x); it is evaluated only at the point where the function was just evaluated
   * @param close after a step this short, the error is below the precision of doubles; 0 if there
   *     is no such length
   */
  static double between(
      DoubleUnaryOperator f,
      DoubleBinaryOperator step,
      double low,
      double high,
      double start,
      double close) {
    double x = Math.max(low, Math.min(high, start));
    double move = high - low;
    for (int i = 0; i < STEPS && low < high; i++) {
      double value = f.applyAsDouble(x);
      if (value == 0) {
        return x;
      }
      low = value < 0 ? x : low;
      high = value > 0 ? x : high;
      double next = x - step.applyAsDouble(x, value);
      boolean quick = next > low && next < high && Math.abs(next - x) < move / 2;
      next = quick ? next : low / 2 + high / 2;
      move = Math.abs(next - x);
      if (move <= 8 * Math.ulp(x) || (quick && move <= close)) {
        return next;
      }
      x = next;
    }
    return x;
  }

  /** Returns the least whole k &gt;= 0 with cdf(k) &gt;= p, searching outwards from the start. */
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
