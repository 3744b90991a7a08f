package io.diglm.distribution;

import io.diglm.json.Kinds;
import io.diglm.json.Kinds.Kind;
import java.util.random.RandomGenerator;

/**
 * The distribution of a target y given its linear predictors; immutable. Log-densities are in nats
 * and in units of y; those of discrete families are log-probabilities. JSON holds the parameters
 * and the name of the family.
 */
@Kinds(
    field = "family",
    value = {
      @Kind(name = "gaussian", type = Normal.class),
      @Kind(name = "student_t", type = StudentT.class),
      @Kind(name = "bernoulli", type = Bernoulli.class),
      @Kind(name = "categorical", type = Categorical.class),
      @Kind(name = "ordinal", type = Ordinal.class),
      @Kind(name = "poisson", type = Poisson.class),
      @Kind(name = "negative_binomial", type = NegativeBinomial.class),
      @Kind(name = "gamma", type = Gamma.class),
      @Kind(name = "zero_inflated", type = ZeroInflated.class),
      @Kind(name = "beta", type = Beta.class),
      @Kind(name = "tweedie", type = Tweedie.class),
      @Kind(name = "mixture", type = NormalMixture.class),
      @Kind(name = "log_mixture", type = LogMixture.class),
      @Kind(name = "lifetime", type = Lifetime.class),
      @Kind(name = "rounded", type = Rounded.class),
      @Kind(name = "averaged", type = Averaged.class),
      @Kind(name = "unknown", type = Unknown.class),
    })
public sealed interface Distribution
    permits Normal,
        StudentT,
        Gamma,
        NormalMixture,
        LogMixture,
        Lifetime,
        Rounded,
        Poisson,
        NegativeBinomial,
        ZeroInflated,
        Beta,
        Tweedie,
        Averaged,
        Unknown,
        ClassDistribution {
  /** {@return E[y]} */
  double mean();

  /** {@return the standard deviation of y} */
  double sd();

  /**
   * {@return log p(y); negative infinity if y is impossible}
   *
   * @param y in units of the target
   */
  double logDensity(double y);

  /**
   * {@return P(Y &lt;= y)}
   *
   * @param y in units of the target
   */
  double cdf(double y);

  /**
   * {@return P(Y &lt; y), which differs from {@link #cdf} only by the step of a discrete family at
   * y}
   *
   * @param y in units of the target
   */
  default double cdfBelow(double y) {
    return cdf(y);
  }

  /**
   * {@return which moments exist: 2 if there are a mean and a deviation, 1 if there is a mean, else
   * 0} What does not exist is given as a very large number.
   */
  default int moments() {
    return 2;
  }

  /**
   * {@return log P(low &lt; Y &lt;= high) in nats: what is known of a target that lies between two
   * ends, of which {@code high} may be infinite}
   *
   * @param low what Y is above, in units of the target
   * @param high what Y is at most; may be infinite
   */
  default double logBetween(double low, double high) {
    double below = high == Double.POSITIVE_INFINITY ? 1 : cdf(high);
    return Math.log(Math.max(0, below - (low == Double.NEGATIVE_INFINITY ? 0 : cdf(low))));
  }

  /**
   * {@return the smallest y with P(Y &lt;= y) &gt;= p}
   *
   * @param p a probability
   * @throws IllegalArgumentException unless 0 &lt;= p &lt;= 1
   */
  double quantile(double p);

  /**
   * {@return the continuous ranked probability score, the integral over t of (P(Y &lt;= t) - 1{y
   * &lt;= t})^2 (Gneiting and Raftery 2007), in units of y; smaller is better}
   *
   * @param y the observed target
   */
  double crps(double y);

  /**
   * {@return one draw by inversion, from one uniform number of {@code random}}
   *
   * @param random source of the draw
   */
  default double sample(RandomGenerator random) {
    return quantile(((random.nextLong() >>> 11) + 0.5) * 0x1p-53);
  }
}
