package io.diglm.distribution;

import java.util.Arrays;

/**
 * Mixture of K normals: p(y) = sum_k w_k N(y; mean_k, sd_k^2).
 *
 * @param logWeights log w_k in nats (K)
 * @param means (K)
 * @param sds (K); the arrays are shared, not copied
 */
public record NormalMixture(double[] logWeights, double[] means, double[] sds)
    implements Distribution {
  /**
   * The error of Halley's step, relative to the least standard deviation, falls with the cube of
   * the step.
   */
  private static final double CLOSE = 1e-6;

  public NormalMixture {
    int count = logWeights.length;
    Checks.length("means", means.length, count);
    Checks.length("sds", sds.length, count);
    double total = 0;
    for (double logWeight : logWeights) {
      total += Math.exp(logWeight);
    }
    if (!(Math.abs(total - 1) < 1e-6)) {
      throw new IllegalArgumentException("weights must sum to 1, got " + total);
    }
    for (int k = 0; k < count; k++) {
      Checks.finite("mean", means[k]);
      Checks.positive("sd", sds[k]);
    }
  }

  /**
   * Weights by softmax: w_k proportional to exp(logits[k]).
   *
   * @param logits logarithms of the weights up to a constant (K)
   * @param means of the components (K), in units of the target
   * @param sds their standard deviations (K)
   * @return the mixture of K components
   */
  public static NormalMixture ofLogits(double[] logits, double[] means, double[] sds) {
    return new NormalMixture(LogSum.normalised("logit", logits), means, sds);
  }

  /**
   * {@return the mixture with one more component, which gets this share of the weight}
   *
   * @param share weight of the new component, in (0, 1)
   * @param mean of the new component
   * @param sd its standard deviation
   */
  public NormalMixture with(double share, double mean, double sd) {
    int count = means.length;
    double[] longer = Arrays.copyOf(logWeights, count + 1);
    double[] moreMeans = Arrays.copyOf(means, count + 1);
    double[] moreSds = Arrays.copyOf(sds, count + 1);
    for (int k = 0; k < count; k++) {
      longer[k] += Math.log1p(-share);
    }
    longer[count] = Math.log(share);
    moreMeans[count] = mean;
    moreSds[count] = sd;
    return new NormalMixture(longer, moreMeans, moreSds);
  }

  /** Returns weights, means and deviations, for people. */
  @Override
  public String toString() {
    return "NormalMixture[weights %s; means %s; sds %s]"
        .formatted(
            Numbers.text(Arrays.stream(weights())),
            Numbers.text(Arrays.stream(means)),
            Numbers.text(Arrays.stream(sds)));
  }

  @Override
  public double mean() {
    return mean(weights());
  }

  private double mean(double[] weights) {
    double sum = 0;
    for (int k = 0; k < means.length; k++) {
      sum += weights[k] * means[k];
    }
    return sum;
  }

  @Override
  public double sd() {
    return sd(weights());
  }

  private double sd(double[] weights) {
    double mean = mean(weights);
    double sum = 0;
    for (int k = 0; k < means.length; k++) {
      sum += weights[k] * (sds[k] * sds[k] + (means[k] - mean) * (means[k] - mean));
    }
    return Math.sqrt(sum);
  }

  @Override
  public double logDensity(double y) {
    double[] terms = new double[means.length];
    for (int k = 0; k < terms.length; k++) {
      double z = (y - means[k]) / sds[k];
      terms[k] = logWeights[k] + StandardNormal.logDensity(z) - Math.log(sds[k]);
    }
    return LogSum.of(terms);
  }

  @Override
  public double cdf(double y) {
    return mass(weights(), y, 1);
  }

  /**
   * The quantile is solved for numerically between the least and the greatest quantile of the
   * components.
   */
  @Override
  public double quantile(double p) {
    Checks.probability(p);
    double z = StandardNormal.quantile(p);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < means.length; k++) {
      low = Math.min(low, means[k] + sds[k] * z);
      high = Math.max(high, means[k] + sds[k] * z);
      least = Math.min(least, sds[k]);
    }
    if (Double.isInfinite(z)) {
      return z;
    }
    double[] weights = weights();
    double start = 0;
    for (int k = 0; k < means.length; k++) {
      start += weights[k] * (means[k] + sds[k] * z);
    }
    Slopes slopes = new Slopes();
    return Root.between(
        y -> p <= 0.5 ? mass(weights, y, 1, slopes) - p : 1 - p - mass(weights, y, -1, slopes),
        (y, excess) -> slopes.step(excess),
        low,
        high,
        start,
        CLOSE * least);
  }

  /**
   * E|Y - y| - E|Y - Y'| / 2, sums of A(m, s) = E|N(m, s^2)| over components and their pairs
   * (Grimit, Gneiting, Berrocal and Johnson 2006, equation 5).
   */
  @Override
  public double crps(double y) {
    double[] weights = weights();
    double sum = 0;
    for (int i = 0; i < means.length; i++) {
      sum += weights[i] * distance(y - means[i], sds[i]);
      double pairs = weights[i] * distance(0, Math.sqrt(2) * sds[i]) / 2;
      for (int j = 0; j < i; j++) {
        pairs += weights[j] * distance(means[i] - means[j], Math.hypot(sds[i], sds[j]));
      }
      sum -= weights[i] * pairs;
    }
    return sum;
  }

  /** Returns P(Y &lt;= y) for side 1, P(Y &gt; y) for side -1. */
  private double mass(double[] weights, double y, int side) {
    double sum = 0;
    for (int k = 0; k < means.length; k++) {
      sum += weights[k] * StandardNormal.cdf(side * (y - means[k]) / sds[k]);
    }
    return Math.min(sum, 1);
  }

  /**
   * Like the other method, but also computes p(y) and its slope. All three use the same
   * exponential, which takes most of the time.
   */
  private double mass(double[] weights, double y, int side, Slopes slopes) {
    double sum = 0;
    slopes.first = 0;
    slopes.second = 0;
    for (int k = 0; k < means.length; k++) {
      double z = (y - means[k]) / sds[k];
      double bell = Math.exp(-0.5 * z * z);
      double density = weights[k] / sds[k] * StandardNormal.ONE_OVER_ROOT_TWO_PI * bell;
      sum += weights[k] * StandardNormal.cdf(side * z, bell);
      slopes.first += density;
      slopes.second -= density * z / sds[k];
    }
    return Math.min(sum, 1);
  }

  /** The value of the distribution function at the last evaluated point. */
  private static final class Slopes {
    private double first;
    private double second;

    /** Returns Halley's step, or Newton's step if the function is too curved for it. */
    double step(double excess) {
      double newton = excess / first;
      double bend = 1 - newton * second / (2 * first);
      return bend > 0.5 ? newton / bend : newton;
    }
  }

  private double[] weights() {
    double[] weights = new double[logWeights.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Math.exp(logWeights[k]);
    }
    return weights;
  }

  private static double distance(double mean, double sd) {
    return sd * Normal.spread(mean / sd);
  }
}
