package io.diglm.distribution;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Student-t with location, scale and nu &gt; 2 degrees of freedom, so that its variance exists.
 *
 * @param location mean of y
 * @param scale positive; the standard deviation is scale sqrt(nu / (nu - 2))
 * @param nu degrees of freedom, above 2
 */
public record StudentT(double location, double scale, double nu) implements Distribution {
  /** The last solution. The rows of a model share nu and usually need the same p. */
  private static volatile Solved last = new Solved(Double.NaN, Double.NaN, Double.NaN);

  /** The t with P(T &gt; t) = p for nu degrees of freedom. */
  private record Solved(double nu, double p, double t) {}

  public StudentT {
    Checks.finite("location", location);
    Checks.positive("scale", scale);
    if (!(nu > 2) || Double.isInfinite(nu)) {
      throw new IllegalArgumentException("nu must be above 2 and finite, got " + nu);
    }
  }

  @Override
  public double mean() {
    return location;
  }

  @Override
  public double sd() {
    return scale * Math.sqrt(nu / (nu - 2));
  }

  @Override
  public double logDensity(double y) {
    return standardLogDensity((y - location) / scale) - Math.log(scale);
  }

  @Override
  public double cdf(double y) {
    double t = (y - location) / scale;
    return t < 0 ? tail(-t) : 1 - tail(t);
  }

  @Override
  public double quantile(double p) {
    Checks.probability(p);
    double t = p <= 0.5 ? -upper(p) : upper(1 - p);
    return location + scale * t;
  }

  /**
   * Closed form (Jordan, Krueger and Lerch 2019): z (2 F(z) - 1) + 2 f(z) (nu + z^2) / (nu - 1) - 2
   * sqrt(nu) B(1/2, nu - 1/2) / ((nu - 1) B(1/2, nu/2)^2), times the scale.
   */
  @Override
  public double crps(double y) {
    double z = (y - location) / scale;
    double middle = 1 - 2 * tail(Math.abs(z));
    double density = Math.exp(logConstant() - (nu - 1) / 2 * Math.log1p(z * z / nu)) * nu;
    double ratio = LogBeta.value(0.5, nu - 0.5) - 2 * LogBeta.value(0.5, nu / 2);
    double pairs = Math.sqrt(nu) * Math.exp(ratio);
    return scale * (Math.abs(z) * middle + 2 * (density - pairs) / (nu - 1));
  }

  private double standardLogDensity(double t) {
    return logConstant() - (nu + 1) / 2 * Math.log1p(t * t / nu);
  }

  private double logConstant() {
    return -LogBeta.value(0.5, nu / 2) - 0.5 * Math.log(nu);
  }

  /**
   * Returns P(T &gt; t) for t &gt;= 0, from the smaller argument of the incomplete beta function.
   */
  private double tail(double t) {
    double square = t * t;
    if (square < nu) {
      return 0.5 * RegularizedBeta.complement(square / (nu + square), 0.5, nu / 2);
    }
    // Both are divided by the square, which may overflow.
    double x = nu / square / (1 + nu / square);
    return 0.5 * RegularizedBeta.value(x, nu / 2, 0.5);
  }

  /** Returns t &gt;= 0 with P(T &gt; t) = p, p &lt;= 1/2. */
  private double upper(double p) {
    Solved known = last;
    if (known.nu != nu || known.p != p) {
      known = new Solved(nu, p, solve(p));
      last = known;
    }
    return known.t;
  }

  /** Solves for t, which lies between its values for N(0, 1) and for nu = 2. */
  private double solve(double p) {
    if (p == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double z = -StandardNormal.quantile(p);
    double heaviest = (1 - 2 * p) / Math.sqrt(2 * p * (1 - p));
    // Cornish-Fisher (Abramowitz and Stegun 1964, 26.7.5).
    double start = z + (z * z * z + z) / (4 * nu);
    // Rounding must not move the root out of its bracket.
    double low = z * (1 - 1e-12);
    return Root.between(
        t -> p - tail(t),
        (t, excess) -> excess / Math.exp(standardLogDensity(t)),
        low,
        heaviest * (1 + 1e-12),
        start,
        0);
  }
}
