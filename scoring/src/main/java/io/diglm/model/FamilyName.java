package io.diglm.model;

/** The families of p(y|z), and the meaning of their linear predictors. */
public enum FamilyName {
  /** [mean, log sd]. */
  GAUSSIAN,
  /** [location, log scale, raw degrees of freedom]; nu = 2 + softplus(raw). */
  STUDENT_T,
  /** [eta]; P(y = 1) = g^-1(eta). */
  BERNOULLI,
  /** [eta of each class]; softmax. */
  CATEGORICAL,
  /** [eta]; mean = g^-1(eta). */
  POISSON,
  /** [eta, log alpha]; mean mu = g^-1(eta), variance mu + alpha mu^2. */
  NEGATIVE_BINOMIAL,
  /** [eta, log phi]; mean mu = g^-1(eta), variance phi mu^2. */
  GAMMA,
  /**
   * A mixture of K Gaussian GLMs: [K logits, K means, K log sds]. It models mean and tails
   * separately, which one Gaussian or Student-t cannot do.
   */
  MIXTURE,
  /** The mixture of ln y, with the same predictors, for positive numbers whose ratios matter. */
  LOG_MIXTURE,
  /**
   * The mixture rounded to whole numbers, with the same predictors, for targets with few values.
   */
  ROUNDED,
  /** No head and no linear predictors: the model is of p(x) alone. */
  NONE
}
