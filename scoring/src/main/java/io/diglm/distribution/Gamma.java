package io.diglm.distribution;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * Gamma over y &gt; 0 with variance dispersion mean^2: shape 1 / dispersion, scale dispersion mean.
 *
 * @param mean of y, positive
 * @param dispersion variance / mean^2, positive
 */
public record Gamma(double mean, double dispersion) implements Distribution {
  /** A positive double with a smaller logarithm is 0. */
  private static final double LOG_LEAST = -745;

  /** A Newton step this short, relative to the deviation of log y, leaves no error in doubles. */
  private static final double CLOSE = 1e-9;

  public Gamma {
    Checks.positive("mean", mean);
    Checks.positive("dispersion", dispersion);
  }

  @Override
  public double sd() {
    return mean * Math.sqrt(dispersion);
  }

  @Override
  public double logDensity(double y) {
    if (!(y > 0) || Double.isInfinite(y)) {
      return Double.NEGATIVE_INFINITY;
    }
    return Prefix.logGamma(shape(), y / scale()) - Math.log(scale());
  }

  @Override
  public double cdf(double y) {
    return y > 0 ? RegularizedGamma.P.value(shape(), y / scale()) : 0;
  }

  /**
   * The quantile is solved for numerically in log y; it is 0 if it is less than the least positive
   * double.
   */
  @Override
  public double quantile(double p) {
    Checks.probability(p);
    if (p == 0 || p == 1) {
      return p == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    double low = bound(p);
    low -= 1e-12 * Math.abs(low);
    double high = Math.max(low, LOG_LEAST) + 1;
    while (excess(p, high) < 0) {
      high += 1;
    }
    return scale() * Math.exp(solve(p, Math.max(low, LOG_LEAST), high));
  }

  /**
   * Closed form (Jordan, Krueger and Lerch 2019): y (2 F(y) - 1) - mean (2 F'(y) - 1) - scale /
   * B(1/2, shape), where F' has the shape one higher.
   */
  @Override
  public double crps(double y) {
    double pairs = scale() * Math.exp(-LogBeta.value(0.5, shape()));
    if (!(y > 0)) {
      return mean - y - pairs;
    }
    double next = RegularizedGamma.P.value(shape() + 1, y / scale());
    return y * (2 * cdf(y) - 1) - mean * (2 * next - 1) - pairs;
  }

  /** Returns a number near the quantile, in closed form; p is above 0 and below 1. */
  double nearQuantile(double p) {
    return scale() * Math.exp(start(p));
  }

  /** Of log(y / scale): Wilson and Hilferty (1931), or the bound where that is far off. */
  private double start(double p) {
    double z = StandardNormal.quantile(p);
    double cube = 1 - dispersion / 9 + z * Math.sqrt(dispersion) / 3;
    return cube > 0.1 ? 3 * Math.log(cube) - Math.log(dispersion) : bound(p);
  }

  /** P(shape, x) &lt;= x^shape / Gamma(shape + 1) bounds the quantile of log x from below. */
  private double bound(double p) {
    return (Math.log(p) + LogGamma.value(shape() + 1)) / shape();
  }

  private double solve(double p, double low, double high) {
    return Root.between(
        u -> excess(p, u),
        (u, excess) -> excess / Math.exp(Prefix.logGamma(shape(), Math.exp(u)) + u),
        low,
        high,
        start(p),
        CLOSE * Math.min(1, Math.sqrt(dispersion)));
  }

  /** Returns P(X &lt;= exp(u)) - p, computed in the tail that keeps its digits. */
  private double excess(double p, double u) {
    double x = Math.exp(u);
    return p <= 0.5
        ? RegularizedGamma.P.value(shape(), x) - p
        : 1 - p - RegularizedGamma.Q.value(shape(), x);
  }

  private double shape() {
    return 1 / dispersion;
  }

  private double scale() {
    return dispersion * mean;
  }
}
