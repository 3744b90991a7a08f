package io.diglm.distribution;

import java.util.Arrays;

/**
 * A positive number whose logarithm is a mixture of normals: p(y) = sum_k w_k N(ln y; mean_k,
 * sd_k^2) / y.
 *
 * @param logarithm the distribution of ln y
 */
public record LogMixture(NormalMixture logarithm) implements Distribution {
  /** The largest logarithm of a moment, so that no moment is infinite. */
  private static final double MOST = 100;

  @Override
  public double mean() {
    double sum = 0;
    for (int k = 0; k < count(); k++) {
      sum += weight(k) * moment(k);
    }
    return sum;
  }

  /** The deviations of the components, and of their means, from the overall mean. */
  @Override
  public double sd() {
    double mean = mean();
    double sum = 0;
    for (int k = 0; k < count(); k++) {
      double own = moment(k);
      double sd = logarithm.sds()[k];
      sum +=
          weight(k)
              * (own * own * Math.expm1(Math.min(sd * sd, MOST)) + (own - mean) * (own - mean));
    }
    return Math.sqrt(sum);
  }

  @Override
  public double logDensity(double y) {
    if (!(y > 0) || Double.isInfinite(y)) {
      return Double.NEGATIVE_INFINITY;
    }
    double log = Math.log(y);
    return logarithm.logDensity(log) - log;
  }

  @Override
  public double cdf(double y) {
    return y > 0 ? logarithm.cdf(Math.log(y)) : 0;
  }

  @Override
  public double logBetween(double low, double high) {
    if (!(high > 0)) {
      return Double.NEGATIVE_INFINITY;
    }
    double logLow = Math.log(Math.max(0, low));
    double logHigh = Math.log(high);
    double[] terms = new double[count()];
    for (int k = 0; k < terms.length; k++) {
      double mean = logarithm.means()[k];
      double sd = logarithm.sds()[k];
      terms[k] =
          logarithm.logWeights()[k]
              + Residual.NORMAL.logBetween((logLow - mean) / sd, (logHigh - mean) / sd);
    }
    return LogSum.of(terms);
  }

  @Override
  public double quantile(double p) {
    return Math.exp(logarithm.quantile(p));
  }

  /**
   * E|Y - y| - E|Y - Y'| / 2, with E|X - X'| = E[X] (2 Phi(a) - 1) + E[X'] (2 Phi(a') - 1), a = (ln
   * E[X] - ln E[X'] + (sd^2 + sd'^2) / 2) / sqrt(sd^2 + sd'^2) for two log-normals, and a' with the
   * roles exchanged (Baran and Lerch 2015, appendix, for one log-normal).
   */
  @Override
  public double crps(double y) {
    double sum = 0;
    for (int i = 0; i < count(); i++) {
      double pairs = weight(i) * distance(i, i) / 2;
      for (int j = 0; j < i; j++) {
        pairs += weight(j) * distance(i, j);
      }
      sum += weight(i) * (distance(i, y) - pairs);
    }
    return sum;
  }

  private double distance(int i, int j) {
    double[] means = logarithm.means();
    double[] sds = logarithm.sds();
    double both = Math.hypot(sds[i], sds[j]);
    double apart = means[i] - means[j];
    return moment(i) * twice((apart + sds[i] * sds[i]) / both)
        + moment(j) * twice((sds[j] * sds[j] - apart) / both);
  }

  private double distance(int k, double y) {
    if (y <= 0) {
      return moment(k) - y;
    }
    double sd = logarithm.sds()[k];
    double apart = (logarithm.means()[k] - Math.log(y)) / sd;
    return moment(k) * twice(apart + sd) + y * twice(-apart);
  }

  /** Returns 2 Phi(z) - 1. */
  private static double twice(double z) {
    return StandardNormal.cdf(z) - StandardNormal.cdf(-z);
  }

  /** Returns the mean of a component. */
  private double moment(int k) {
    double sd = logarithm.sds()[k];
    return Math.exp(Math.min(logarithm.means()[k] + sd * sd / 2, MOST));
  }

  private double weight(int k) {
    return Math.exp(logarithm.logWeights()[k]);
  }

  private int count() {
    return logarithm.means().length;
  }

  /** Returns weights, means and deviations of the logarithm, for people. */
  @Override
  public String toString() {
    return "LogMixture[weights %s; means of ln y %s; sds %s]"
        .formatted(
            Numbers.text(Arrays.stream(logarithm.logWeights()).map(Math::exp)),
            Numbers.text(Arrays.stream(logarithm.means())),
            Numbers.text(Arrays.stream(logarithm.sds())));
  }
}
