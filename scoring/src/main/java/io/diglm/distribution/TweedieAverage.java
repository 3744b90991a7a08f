package io.diglm.distribution;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The average of K Tweedie distributions: what is cheaper to compute of all together than of each.
 * One distribution is its own average.
 *
 * @param parts at least one
 */
record TweedieAverage(List<Tweedie> parts) {
  /** Below exp(this) there are no doubles. */
  private static final double LEAST_LOG = -745;

  /** A Newton step this short, relative to the deviation of log y, leaves no error in doubles. */
  private static final double CLOSE = 1e-9;

  /** Returns the smallest y with P(Y &lt;= y) &gt;= p. */
  double quantile(double p) {
    double zero = average(Tweedie::zero);
    if (p <= zero) {
      return 0;
    }
    if (p == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double mean = average(Tweedie::mean);
    double sd = sd(mean);
    double high = mean + sd * Math.sqrt(p / (1 - p)); // Cantelli's bound
    double[] slope = new double[1];
    double log =
        Root.between(
            u -> excess(u, p, slope),
            (u, excess) -> excess / slope[0],
            LEAST_LOG,
            Math.log(high),
            Math.log(start(p, zero, mean, sd)),
            CLOSE * Math.min(1, sd / mean));
    return Math.exp(log);
  }

  private double sd(double mean) {
    return Math.sqrt(
        average(part -> part.sd() * part.sd() + (part.mean() - mean) * (part.mean() - mean)));
  }

  /** Returns P(Y &lt;= e^u) - p, and writes its slope by u. */
  private double excess(double u, double p, double[] slope) {
    double y = Math.exp(u);
    double cdf = 0;
    double density = 0;
    for (Tweedie part : parts) {
      Tweedie.Below below = part.below(y);
      cdf += below.cdf();
      density += below.density();
    }
    slope[0] = y * density / parts.size();
    return cdf / parts.size() - p;
  }

  /** Returns about the quantile of a gamma with the mean and deviation of the positive numbers. */
  private static double start(double p, double zero, double mean, double sd) {
    double positive = 1 - zero;
    double dispersion = positive * (sd / mean) * (sd / mean) - zero;
    Gamma gamma = new Gamma(mean / positive, Math.max(Double.MIN_NORMAL, dispersion));
    double y = gamma.nearQuantile((p - zero) / positive);
    return y > 0 ? y : mean;
  }

  /** Returns the continuous ranked probability score, E|Y - y| - E|Y - Y'| / 2. */
  double crps(double y) {
    double apart = average(Tweedie::mean) - y;
    if (y > 0) {
      for (Tweedie part : parts) {
        Tweedie.Below below = part.below(y);
        apart += 2 * (y * below.cdf() - below.mean()) / parts.size();
      }
    }
    return apart - new TweediePairs(parts).difference();
  }

  private double average(ToDoubleFunction<Tweedie> value) {
    return parts.stream().mapToDouble(value).sum() / parts.size();
  }
}
