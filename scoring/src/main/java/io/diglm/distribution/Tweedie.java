package io.diglm.distribution;

import java.util.List;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * A sum of a Poisson number of gammas, such as the claims of a policy: 0 with probability
 * exp(-lambda), otherwise a positive number, with variance dispersion mean^power (Tweedie 1984;
 * Jorgensen 1987). lambda = mean^(2 - power) / (dispersion (2 - power)); a summand has shape (2 -
 * power) / (power - 1) and scale dispersion (power - 1) mean^(power - 1).
 *
 * @param mean positive
 * @param dispersion positive
 * @param power above 1 and below 2
 */
public record Tweedie(double mean, double dispersion, double power) implements Distribution {
  /** Terms of a Poisson number this many deviations away are left out. */
  private static final double FAR = 9;

  /** Terms that are this share of the sum, and smaller ones, are left out. */
  private static final double LEAST = 1e-17;

  /** Probabilities below e^-100 count for nothing. */
  private static final double SURE = 100;

  /** From this shape on, the library takes long where x is far from it. */
  private static final double LARGE = 1e4;

  /** (x - a)^2 / a up to which the library has Temme's expansion: its own limit is 20. */
  private static final double NEAR = 19;

  public Tweedie {
    Checks.positive("mean", mean);
    Checks.positive("dispersion", dispersion);
    if (!(power > 1 && power < 2)) {
      throw new IllegalArgumentException("power must be between 1 and 2, got " + power);
    }
  }

  /** Returns the mean of the number of summands. */
  double lambda() {
    return Math.exp((2 - power) * Math.log(mean) - Math.log(dispersion)) / (2 - power);
  }

  /** Returns the shape of a summand. */
  double alpha() {
    return (2 - power) / (power - 1);
  }

  /** Returns the scale of a summand. */
  double tau() {
    return Math.exp(logTau());
  }

  private double logTau() {
    return Math.log(dispersion) + Math.log(power - 1) + (power - 1) * Math.log(mean);
  }

  /** {@return P(Y = 0)} */
  public double zero() {
    return Math.exp(-lambda());
  }

  @Override
  public double sd() {
    return Math.exp((Math.log(dispersion) + power * Math.log(mean)) / 2);
  }

  /** Returns the logarithm of a probability at 0, and of a density elsewhere. */
  @Override
  public double logDensity(double y) {
    if (y == 0) {
      return -lambda();
    }
    return y > 0 && y < Double.POSITIVE_INFINITY
        ? TweedieSeries.of(lambda(), alpha(), Math.log(y) - logTau(), y).logDensity()
        : Double.NEGATIVE_INFINITY;
  }

  @Override
  public double cdf(double y) {
    if (y == Double.POSITIVE_INFINITY) {
      return 1;
    }
    if (y == 0) {
      return zero();
    }
    return y > 0 ? below(y).cdf() : 0;
  }

  @Override
  public double cdfBelow(double y) {
    return y > 0 ? cdf(y) : 0;
  }

  /**
   * {@return E[Y; Y &lt;= y], the part of the mean that numbers up to y have}
   *
   * @param y upper end, in units of the target
   */
  public double meanUpTo(double y) {
    return y == Double.POSITIVE_INFINITY ? mean : y > 0 ? below(y).mean() : 0;
  }

  /**
   * What there is up to a number y.
   *
   * @param cdf P(Y &lt;= y)
   * @param density at y, without what is below e^-100 of a summand's
   * @param mean E[Y; Y &lt;= y]
   */
  record Below(double cdf, double density, double mean) {}

  /**
   * Returns the sums over n &gt;= 1 of Poisson(n; lambda) times P(n alpha, x), x = y / tau, the
   * density of that gamma, and n alpha P(n alpha + 1, x), where P(a + 1, x) = P(a, x) - x^a e^-x /
   * Gamma(a + 1).
   *
   * @param y positive and finite
   */
  Below below(double y) {
    double lambda = lambda();
    double alpha = alpha();
    double x = y / tau();
    double step = step(lambda, alpha);
    double last = lambda + FAR * Math.sqrt(lambda) + 4 * FAR;
    double cdf = 0;
    double density = 0;
    double mean = 0;
    for (double n = first(lambda); n <= last; n += step) {
      double weight = Math.exp(TweedieSeries.logPoisson(n, lambda));
      double a = n * alpha;
      double deviance = x == 0 ? SURE + 1 : TweedieSeries.deviance(a, x);
      boolean sure = deviance > SURE;
      double gap = sure ? 0 : Math.exp(TweedieSeries.logPeak(a) - deviance);
      double p = sure ? (x > a ? 1 : 0) : lowerGamma(a, x, deviance);
      cdf += weight * p;
      density += weight * a * gap;
      mean += weight * a * Math.max(0, p - gap);
      if (n > lambda && weight * p <= LEAST * cdf) {
        break;
      }
    }
    return new Below(Math.min(1, zero() + step * cdf), step * density / y, step * mean * tau());
  }

  /**
   * Returns P(a, x). Where the library would add thousands of terms, far from a large a, it is
   * Temme's expansion (1979) up to 1 / a and the first powers of eta, whose error there is below
   * 1e-15.
   *
   * @param deviance a log(a / x) + x - a
   */
  static double lowerGamma(double a, double x, double deviance) {
    double apart = x - a;
    if (a < LARGE || apart * apart < NEAR * a) {
      return RegularizedGamma.P.value(a, x);
    }
    double mu = apart / a;
    double eta = Math.copySign(Math.sqrt(2 * deviance / a), mu);
    double first = Math.abs(mu) < 1e-3 ? eta / 12 - 1 / 3.0 : 1 / mu - 1 / eta;
    double second = -(1 / 540.0 + eta / 288) / a;
    double density = Math.exp(-deviance) / Math.sqrt(2 * Math.PI * a);
    return StandardNormal.cdf(eta * Math.sqrt(a)) - density * (first + second);
  }

  /** Returns the first number of summands, from 1 on, that is likely enough. */
  private static double first(double lambda) {
    return Math.max(1, Math.rint(lambda - FAR * Math.sqrt(lambda)));
  }

  /**
   * Returns every how many-th term is needed. Terms change over the least of two lengths, the
   * deviation of the Poisson number and that of the numbers that one sum may have; see {@link
   * TweedieSeries} on wide sums.
   */
  private static double step(double lambda, double alpha) {
    double sd = Math.sqrt(lambda);
    return Math.max(1, Math.floor(Math.min(sd, sd / Math.sqrt(alpha)) / 4));
  }

  /** The quantile is 0 up to the probability of 0; above, it is solved for numerically. */
  @Override
  public double quantile(double p) {
    Checks.probability(p);
    return alone().quantile(p);
  }

  @Override
  public double crps(double y) {
    return alone().crps(y);
  }

  private TweedieAverage alone() {
    return new TweedieAverage(List.of(this));
  }
}
