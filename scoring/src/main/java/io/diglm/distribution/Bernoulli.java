package io.diglm.distribution;

/**
 * Bernoulli: P(Y = 1) = 1 / (1 + exp(-logOdds)). It is stored by its log-odds, so that both
 * probabilities are exact near 0 and 1.
 *
 * @param logOdds log(p / (1 - p)), p = P(Y = 1)
 */
public record Bernoulli(double logOdds) implements ClassDistribution {
  public Bernoulli {
    Checks.finite("log-odds", logOdds);
  }

  @Override
  public int classes() {
    return 2;
  }

  @Override
  public double mean() {
    return probability(1);
  }

  @Override
  public double sd() {
    return Math.exp((logDensity(0) + logDensity(1)) / 2);
  }

  @Override
  public double logDensity(double y) {
    if (y != 0 && y != 1) {
      return Double.NEGATIVE_INFINITY;
    }
    return -Bounds.softplus(y == 1 ? -logOdds : logOdds);
  }
}
