package io.diglm.distribution;

/**
 * Normal N(mean, sd^2).
 *
 * @param mean of y
 * @param sd standard deviation of y, positive
 */
public record Normal(double mean, double sd) implements Distribution {
  private static final double ROOT_INVERSE_PI = 1 / Math.sqrt(Math.PI);

  public Normal {
    Checks.finite("mean", mean);
    Checks.positive("sd", sd);
  }

  @Override
  public double logDensity(double y) {
    return StandardNormal.logDensity((y - mean) / sd) - Math.log(sd);
  }

  @Override
  public double cdf(double y) {
    return StandardNormal.cdf((y - mean) / sd);
  }

  @Override
  public double quantile(double p) {
    Checks.probability(p);
    return mean + sd * StandardNormal.quantile(p);
  }

  /** sd (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)) (Gneiting and Raftery 2007, section 4.2). */
  @Override
  public double crps(double y) {
    return spread((y - mean) / sd) * sd - sd * ROOT_INVERSE_PI;
  }

  /** Returns E|Z - z| = z (2 Phi(z) - 1) + 2 phi(z). */
  static double spread(double z) {
    return z * (2 * StandardNormal.cdf(z) - 1) + 2 * Math.exp(StandardNormal.logDensity(z));
  }
}
