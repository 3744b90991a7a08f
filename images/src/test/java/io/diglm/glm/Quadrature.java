package io.diglm.glm;

import io.diglm.model.HeadConfig;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Points and weights whose weighted sum is a sum or an integral over all targets of a family. */
record Quadrature(double[] points, double[] weights) {
  static Quadrature over(HeadConfig config) {
    return switch (config.family()) {
      case BERNOULLI -> counts(2);
      case CATEGORICAL, ORDINAL -> counts(config.count());
      case POISSON, NEGATIVE_BINOMIAL, ZERO_INFLATED_POISSON, ZERO_INFLATED_NEGATIVE_BINOMIAL ->
          counts(4000);
      case TWEEDIE -> costs();
      case BETA -> shares();
      case GAMMA -> positive(800);
      case LOG_MIXTURE -> positive(2500);
      case WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> positive(6000);
      case GAUSSIAN, STUDENT_T, MIXTURE -> real(config.shift(), config.scale());
      case ROUNDED -> whole(-2000, 2000);
      case NONE -> whole(0, 0);
    };
  }

  private static Quadrature counts(int count) {
    return whole(0, count);
  }

  private static Quadrature whole(int from, int to) {
    double[] ones = IntStream.range(from, to).mapToDouble(k -> 1).toArray();
    return new Quadrature(IntStream.range(from, to).asDoubleStream().toArray(), ones);
  }

  /** The trapezoid rule over u, y = exp(u). */
  private static Quadrature positive(int end) {
    double step = 0.01;
    double[] points = IntStream.range(-9000, end).mapToDouble(i -> Math.exp(step * i)).toArray();
    double[] weights =
        IntStream.range(0, points.length).mapToDouble(i -> step * points[i]).toArray();
    return new Quadrature(points, weights);
  }

  /** 0 alone, and the trapezoid rule of positive numbers. */
  private static Quadrature costs() {
    Quadrature positive = positive(1200);
    return new Quadrature(
        DoubleStream.concat(DoubleStream.of(0), DoubleStream.of(positive.points)).toArray(),
        DoubleStream.concat(DoubleStream.of(1), DoubleStream.of(positive.weights)).toArray());
  }

  /** The trapezoid rule over u, y = 1 / (1 + exp(-u)). */
  private static Quadrature shares() {
    double step = 0.01;
    double[] points =
        IntStream.range(-3600, 3600).mapToDouble(i -> 1 / (1 + Math.exp(-step * i))).toArray();
    double[] weights =
        IntStream.range(0, points.length)
            .mapToDouble(i -> step * points[i] * (1 - points[i]))
            .toArray();
    return new Quadrature(points, weights);
  }

  /** The trapezoid rule over u, y = shift + scale sinh(u), which reaches heavy tails. */
  private static Quadrature real(double shift, double scale) {
    double step = 0.01;
    double[] u = IntStream.range(-1800, 1801).mapToDouble(i -> step * i).toArray();
    double[] points = new double[u.length];
    double[] weights = new double[u.length];
    for (int i = 0; i < u.length; i++) {
      points[i] = shift + scale * Math.sinh(u[i]);
      weights[i] = step * scale * Math.cosh(u[i]);
    }
    return new Quadrature(points, weights);
  }
}
