package io.diglm.distribution;

/** What a model of p(x) alone says of a target: nothing, so that every number is NaN. */
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
