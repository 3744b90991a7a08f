package io.diglm.distribution;

/**
 * Counts that are 0 with a probability of their own and otherwise follow a distribution of counts,
 * which may be 0 too (Lambert 1992): P(0) = zero + (1 - zero) f(0), P(y) = (1 - zero) f(y).
 *
 * @param logOdds log(zero / (1 - zero)), zero the probability of a structural zero; finite, so that
 *     neither it nor its complement loses digits
 * @param counts the distribution of the other counts
 */
public record ZeroInflated(double logOdds, Distribution counts) implements Distribution {
  public ZeroInflated {
    Checks.finite("logOdds", logOdds);
    if (!(counts instanceof Poisson || counts instanceof NegativeBinomial)) {
      throw new IllegalArgumentException(
          "counts must be poisson or negative_binomial, got " + counts);
    }
  }

  private double zero() {
    return Bounds.sigmoid(logOdds);
  }

  private double rest() {
    return Bounds.sigmoid(-logOdds);
  }

  @Override
  public double mean() {
    return rest() * counts.mean();
  }

  /** The variance is (1 - zero) (v + zero m^2) for counts of mean m and variance v. */
  @Override
  public double sd() {
    double m = counts.mean();
    return Math.sqrt(rest() * (counts.sd() * counts.sd() + zero() * m * m));
  }

  @Override
  public double logDensity(double y) {
    double own = counts.logDensity(y) - Bounds.softplus(logOdds);
    return y == 0 ? LogSum.of(new double[] {-Bounds.softplus(-logOdds), own}) : own;
  }

  @Override
  public double cdf(double y) {
    return y >= 0 ? zero() + rest() * counts.cdf(y) : 0;
  }

  @Override
  public double cdfBelow(double y) {
    return y > 0 ? zero() + rest() * counts.cdfBelow(y) : 0;
  }

  @Override
  public double quantile(double p) {
    Checks.probability(p);
    return p <= zero() ? 0 : counts.quantile(Math.min(1, (p - zero()) / rest()));
  }

  /**
   * E|Y - y| - E|Y - Y'| / 2, both of which are sums over zeros and counts. For counts C, E|C - C'|
   * / 2 is their mean less their score at 0.
   */
  @Override
  public double crps(double y) {
    double mean = counts.mean();
    double pairs = mean - counts.crps(0);
    double apart = counts.crps(y) + pairs;
    return zero() * Math.abs(y) + rest() * apart - zero() * rest() * mean - rest() * rest() * pairs;
  }
}
