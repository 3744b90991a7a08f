package io.diglm.distribution;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Negative binomial over y = 0, 1, ... with variance mean + alpha mean^2; size r = 1 / alpha.
 *
 * @param mean of y, positive
 * @param alpha (variance - mean) / mean^2, positive
 */
public record NegativeBinomial(double mean, double alpha) implements Distribution {
  /** Step of the trapezoid rule in {@link #pairs}. */
  private static final double STEP = 0.125;

  public NegativeBinomial {
    Checks.positive("mean", mean);
    Checks.positive("alpha", alpha);
  }

  @Override
  public double sd() {
    return Math.sqrt(mean * (1 + alpha * mean));
  }

  @Override
  public double logDensity(double y) {
    if (!(y >= 0) || y != Math.rint(y) || Double.isInfinite(y)) {
      return Double.NEGATIVE_INFINITY;
    }
    double size = 1 / alpha;
    double none = -size * Math.log1p(alpha * mean);
    if (y == 0) {
      return none;
    }
    // -log(1 - p) with 1 - p = alpha mean / (1 + alpha mean), computed without the subtraction.
    double odds = Math.log1p(1 / (alpha * mean));
    return none - y * odds - Math.log(y) - LogBeta.value(size, y);
  }

  @Override
  public double cdf(double y) {
    return cdf(y, 1 / alpha);
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
    return Root.count(this::cdf, p, mean + z * sd());
  }

  /**
   * y (2 F(y) - 1) - mean (2 F'(y - 1) - 1) - E|Y - Y'| / 2, where F' has the size one higher (Wei
   * and Held 2014; Jordan, Krueger and Lerch 2019).
   */
  @Override
  public double crps(double y) {
    double next = cdf(y - 1, 1 / alpha + 1);
    return y * (2 * cdf(y) - 1) - mean * (2 * next - 1) - pairs();
  }

  private double cdf(double y, double size) {
    if (!(y >= 0)) {
      return 0;
    }
    double odds = alpha * mean;
    double successes = Math.floor(y) + 1;
    // The smaller of p and 1 - p is used, because it keeps its digits.
    return odds < 1
        ? RegularizedBeta.complement(odds / (1 + odds), successes, size)
        : RegularizedBeta.value(1 / (1 + odds), size, successes);
  }

  /**
   * Returns E|Y - Y'| / 2 = mean (1 + alpha mean) 2F1(r + 1, 1/2; 2; -w), w = 4 alpha mean (1 +
   * alpha mean). By Euler's integral, with t = u^2 / (1 + u^2), 2F1 is 4/pi times the integral over
   * u &gt; 0 of (1 + u^2)^-2 ((1 + u^2) / (1 + (1 + w) u^2))^(r + 1); with u = sinh(v) / sqrt((1 +
   * w)(r + 1)) the trapezoid rule converges exponentially.
   */
  private double pairs() {
    double power = 1 / alpha + 1;
    double w = 4 * alpha * mean * (1 + alpha * mean);
    double unit = 1 / Math.sqrt((1 + w) * power);
    double sum = unit / 2;
    double term = sum;
    double growth = Math.exp(STEP);
    for (double e = growth; term > 1e-17 * sum; e *= growth) {
      double u = unit * (e - 1 / e) / 2;
      double square = u * u;
      double decay = Math.exp(-power * Math.log1p(w * square / (1 + square)));
      term = decay * unit * (e + 1 / e) / 2 / ((1 + square) * (1 + square));
      sum += term;
    }
    return mean * (1 + alpha * mean) * 4 / Math.PI * STEP * sum;
  }
}
