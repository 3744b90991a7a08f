package io.diglm.distribution;

import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * Poisson over y = 0, 1, ... with the given mean.
 *
 * @param mean of y, positive
 */
public record Poisson(double mean) implements Distribution {
  public Poisson {
    Checks.positive("mean", mean);
  }

  @Override
  public double sd() {
    return Math.sqrt(mean);
  }

  @Override
  public double logDensity(double y) {
    if (!(y >= 0) || y != Math.rint(y) || Double.isInfinite(y)) {
      return Double.NEGATIVE_INFINITY;
    }
    return Prefix.logGamma(y + 1, mean);
  }

  @Override
  public double cdf(double y) {
    return y >= 0 ? RegularizedGamma.Q.value(Math.floor(y) + 1, mean) : 0;
  }

  @Override
  public double cdfBelow(double y) {
    return cdf(Math.ceil(y) - 1);
  }

  @Override
  public double quantile(double p) {
    Checks.probability(p);
    if (p == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double z = p == 0 ? 0 : StandardNormal.quantile(p);
    return Root.count(this::cdf, p, mean + z * sd() + (z * z - 1) / 6);
  }

  /**
   * Closed form (Jordan, Krueger and Lerch 2019): (y - mean) (2 F(y) - 1) + 2 mean f(y) - mean
   * exp(-2 mean) (I0(2 mean) + I1(2 mean)).
   */
  @Override
  public double crps(double y) {
    double step = y >= 0 ? Math.exp(logDensity(Math.floor(y))) : 0;
    double pairs = Bessel.scaledSum(2 * mean);
    return (y - mean) * (2 * cdf(y) - 1) + mean * (2 * step - pairs);
  }
}
