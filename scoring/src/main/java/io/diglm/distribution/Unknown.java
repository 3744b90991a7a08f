package io.diglm.distribution;

/**
 * The distribution of the target in a model of p(x) alone: nothing is known, so every number is
 * NaN.
 */
public record Unknown() implements Distribution {
  @Override
  public double mean() {
    return Double.NaN;
  }

  @Override
  public double sd() {
    return Double.NaN;
  }

  @Override
  public double logDensity(double y) {
    return Double.NaN;
  }

  @Override
  public double cdf(double y) {
    return Double.NaN;
  }

  @Override
  public double quantile(double p) {
    return Double.NaN;
  }

  @Override
  public double crps(double y) {
    return Double.NaN;
  }
}
