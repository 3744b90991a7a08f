package io.diglm.experiments;

import java.util.function.DoubleUnaryOperator;

/** Functions on evenly spaced points. */
final class Curve {
  private Curve() {}

  /** Returns n evenly spaced points from low to high, including both. */
  static double[] points(double low, double high, int n) {
    double[] points = new double[n];
    for (int i = 0; i < n; i++) {
      points[i] = low + (high - low) * i / (n - 1);
    }
    return points;
  }

  static double[] of(double[] x, DoubleUnaryOperator function) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = function.applyAsDouble(x[i]);
    }
    return y;
  }
}
