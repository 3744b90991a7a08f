package io.diglm.experiments;

import java.util.function.DoubleUnaryOperator;

/**
 * The kernel density estimate p(x) = 1 / n sum_i N(x; x_i, h^2): one dimension, Gaussian kernel.
 *
 * @param points x_i (n)
 * @param bandwidth h, in units of x
 */
record Kde(double[] points, double bandwidth) {
  private static final int GRID = 60;
  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  /**
   * Takes the bandwidth that maximises the leave-one-out likelihood sum_i log p_{-i}(x_i) (Duin
   * 1976), between a thousandth of the points' spread and all of it.
   */
  static Kde fitted(double[] points) {
    double spread = Statistics.of(points).deviation();
    DoubleUnaryOperator likelihood = log -> new Kde(points, Math.exp(log)).leaveOneOut();
    double low = Math.log(spread / 1000);
    double step = (Math.log(spread) - low) / GRID;
    double best = low;
    for (int i = 1; i <= GRID; i++) {
      double log = low + i * step;
      best = likelihood.applyAsDouble(log) > likelihood.applyAsDouble(best) ? log : best;
    }
    return new Kde(points, Math.exp(GoldenSection.maximum(likelihood, best - step, best + step)));
  }

  /** Returns log p(x) in nats. */
  double logDensity(double x) {
    return logMean(x, -1, points.length);
  }

  /** Returns the mean over i of log p(x_i) by all other points, in nats. */
  double leaveOneOut() {
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      sum += logMean(points[i], i, points.length - 1);
    }
    return sum / points.length;
  }

  private double logMean(double x, int without, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.length; i++) {
      largest = i == without ? largest : Math.max(largest, exponent(x, i));
    }
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      sum += i == without ? 0 : Math.exp(exponent(x, i) - largest);
    }
    return largest + Math.log(sum / count) - Math.log(bandwidth) - LOG_2_PI / 2;
  }

  private double exponent(double x, int i) {
    double t = (x - points[i]) / bandwidth;
    return -t * t / 2;
  }
}
