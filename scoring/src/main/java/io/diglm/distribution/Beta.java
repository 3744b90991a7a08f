package io.diglm.distribution;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Beta over shares 0 &lt; y &lt; 1 with variance mean (1 - mean) / (1 + precision); a = mean
 * precision, b = (1 - mean) precision (Ferrari and Cribari-Neto 2004).
 *
 * @param logOdds log(mean / (1 - mean)), so that neither end loses digits
 * @param precision a + b
 */
public record Beta(double logOdds, double precision) implements Distribution {
  public Beta {
    Checks.finite("logOdds", logOdds);
    Checks.positive("precision", precision);
  }

  private double a() {
    return mean() * precision;
  }

  private double b() {
    return Bounds.sigmoid(-logOdds) * precision;
  }

  @Override
  public double mean() {
    return Bounds.sigmoid(logOdds);
  }

  @Override
  public double sd() {
    return Math.sqrt(mean() * Bounds.sigmoid(-logOdds) / (1 + precision));
  }

  @Override
  public double logDensity(double y) {
    if (!(y > 0 && y < 1)) {
      return Double.NEGATIVE_INFINITY;
    }
    return (a() - 1) * Math.log(y) + (b() - 1) * Math.log1p(-y) - LogBeta.value(a(), b());
  }

  @Override
  public double cdf(double y) {
    return y <= 0 ? 0 : y >= 1 ? 1 : RegularizedBeta.value(y, a(), b());
  }

  @Override
  public double quantile(double p) {
    Checks.probability(p);
    if (p == 0 || p == 1) {
      return p;
    }
    return Root.between(
        y -> cdf(y) - p, (y, off) -> off / Math.exp(logDensity(y)), 0, 1, mean(), 0);
  }

  /**
   * y (2 F(y) - 1) - mean (2 F'(y) - 1) - 2 B(2a, 2b) / ((a + b) B(a, b)^2), F' with a one higher
   * (Jordan, Krueger and Lerch 2019).
   */
  @Override
  public double crps(double y) {
    double next = y <= 0 ? 0 : y >= 1 ? 1 : RegularizedBeta.value(y, a() + 1, b());
    double pairs = Math.exp(LogBeta.value(2 * a(), 2 * b()) - 2 * LogBeta.value(a(), b()));
    return y * (2 * cdf(y) - 1) - mean() * (2 * next - 1) - 2 * pairs / precision;
  }
}
