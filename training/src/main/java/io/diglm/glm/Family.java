package io.diglm.glm;

import io.diglm.model.HeadConfig;

/** A family p(y|eta) as training sees it: log p(y|eta) and its gradient, derived by hand. */
sealed interface Family
    permits Classes,
        Gamma,
        Gaussian,
        Logged,
        Mixture,
        NegativeBinomial,
        NoTarget,
        Poisson,
        Rounded,
        StudentT {
  /**
   * Returns log p(y|eta) of a row in nats, with all constants.
   *
   * @param eta linear predictors (.., P)
   * @param at where those of the row start
   * @param y a target that the family can take, as (y - shift) / scale
   * @param byEta written from {@code at} on: the gradient by eta
   */
  double logLikelihood(double[] eta, int at, double y, double[] byEta);

  /** Returns the family of a configuration. */
  static Family of(HeadConfig config) {
    return switch (config.family()) {
      case GAUSSIAN -> new Gaussian(config.link(), config.scale());
      case STUDENT_T -> new StudentT(config.scale());
      case BERNOULLI -> new Bernoulli(config.link());
      case CATEGORICAL -> new Categorical(config.count());
      case POISSON -> new Poisson(config.link());
      case NEGATIVE_BINOMIAL -> new NegativeBinomial(config.link());
      case GAMMA -> new Gamma(config.link());
      case MIXTURE -> new Mixture(config.count(), config.scale());
      case LOG_MIXTURE ->
          new Logged(new Mixture(config.count(), config.scale()), config.shift(), config.scale());
      case ROUNDED -> new Rounded(config.count(), config.scale());
      case NONE -> new NoTarget();
    };
  }
}
