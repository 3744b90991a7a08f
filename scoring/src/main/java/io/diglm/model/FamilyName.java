package io.diglm.model;

import io.diglm.distribution.Residual;

/**
 * The families of p(y|z) by the names that model files and users have for them; a name never
 * changes.
 */
public enum FamilyName {
  /** A normal. */
  GAUSSIAN(new GaussianFamily()),
  /** A Student-t: like a normal, with heavier tails. */
  STUDENT_T(new StudentTFamily()),
  /** One of two classes. */
  BERNOULLI(new BernoulliFamily()),
  /** One of several classes. */
  CATEGORICAL(new CategoricalFamily()),
  /** Counts whose variance is their mean. */
  POISSON(new PoissonFamily()),
  /** Counts that vary more. */
  NEGATIVE_BINOMIAL(new NegativeBinomialFamily()),
  /** Positive numbers whose deviation follows their mean. */
  GAMMA(new GammaFamily()),
  /** A mixture of normals. */
  MIXTURE(new MixtureFamily()),
  /** The mixture of ln y: positive numbers whose ratios matter. */
  LOG_MIXTURE(new LogMixtureFamily()),
  /** The mixture rounded to whole numbers: P(y) of few-valued targets. */
  ROUNDED(new RoundedFamily()),
  /** Poisson counts with structural zeros. */
  ZERO_INFLATED_POISSON(new ZeroInflatedFamily(new PoissonFamily(), "Zero-inflated Poisson")),
  /** Counts that vary more, with structural zeros. */
  ZERO_INFLATED_NEGATIVE_BINOMIAL(
      new ZeroInflatedFamily(new NegativeBinomialFamily(), "Zero-inflated negative binomial")),
  /** Shares between 0 and 1. */
  BETA(new BetaFamily()),
  /** Times whose hazard is a power of time. */
  WEIBULL(new LifetimeFamily(Residual.GUMBEL, "Weibull")),
  /** Times whose logarithm is normal. */
  LOG_NORMAL(new LifetimeFamily(Residual.NORMAL, "Log-normal")),
  /** Times whose odds of having passed are a power of time. */
  LOG_LOGISTIC(new LifetimeFamily(Residual.LOGISTIC, "Log-logistic")),
  /** One of several classes that have an order. */
  ORDINAL(new OrdinalFamily()),
  /** Costs: 0 with a probability, otherwise positive. */
  TWEEDIE(new TweedieFamily()),
  /** No head: the model is of p(x) alone. */
  NONE(new NoFamily());

  @SuppressWarnings("ImmutableEnumChecker") // a family has no state
  private final Family definition;

  FamilyName(Family definition) {
    this.definition = definition;
  }

  /** {@return all that is known of the family} */
  public Family definition() {
    return definition;
  }
}
