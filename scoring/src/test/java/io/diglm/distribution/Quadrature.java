package io.diglm.distribution;

import java.util.function.DoubleUnaryOperator;

/**
 * Double-exponential integration (Takahasi and Mori 1974): exact for smooth pieces, fat tails too.
 */
final class Quadrature {
  private static final double STEP = 1.0 / 64;
  private static final double REACH = 6;

  private Quadrature() {}

  /**
   * Returns the integral of f over (from, infinity) or, if the scale is negative, (-infinity,
   * from).
   */
  static double half(DoubleUnaryOperator f, double from, double scale) {
    double sum = 0;
    for (double t = -REACH; t <= REACH; t += STEP) {
      double u = Math.exp(Math.PI / 2 * Math.sinh(t));
      double weight = Math.PI / 2 * Math.cosh(t) * u;
      double value = f.applyAsDouble(from + scale * u);
      sum += value == 0 ? 0 : value * weight;
    }
    return sum * STEP * Math.abs(scale);
  }

  /** Returns the integral of f over (from, to). */
  static double between(DoubleUnaryOperator f, double from, double to) {
    double sum = 0;
    for (double t = -3.5; t <= 3.5; t += STEP) {
      double s = Math.PI / 2 * Math.sinh(t);
      double weight = Math.PI / 2 * Math.cosh(t) / (Math.cosh(s) * Math.cosh(s));
      double left = (to - from) / (1 + Math.exp(-2 * s));
      sum += f.applyAsDouble(from + left) * weight;
    }
    return sum * STEP * (to - from) / 2;
  }
}
