package io.diglm.experiments;

import java.util.function.DoubleUnaryOperator;

/** Golden-section search (Kiefer 1953) for the maximum of a function with one peak. */
final class GoldenSection {
  private static final double RATIO = (Math.sqrt(5) - 1) / 2;
  private static final double TOLERANCE = 1e-8;

  private GoldenSection() {}

  /** Returns where the function is highest between low and high, to 1e-8. */
  static double maximum(DoubleUnaryOperator function, double low, double high) {
    double a = low;
    double b = high;
    double c = b - RATIO * (b - a);
    double d = a + RATIO * (b - a);
    double atC = function.applyAsDouble(c);
    double atD = function.applyAsDouble(d);
    while (b - a > TOLERANCE) {
      if (atC > atD) {
        b = d;
        d = c;
        atD = atC;
        c = b - RATIO * (b - a);
        atC = function.applyAsDouble(c);
      } else {
        a = c;
        c = d;
        atC = atD;
        d = a + RATIO * (b - a);
        atD = function.applyAsDouble(d);
      }
    }
    return (a + b) / 2;
  }
}
