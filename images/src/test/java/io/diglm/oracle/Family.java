package io.diglm.oracle;

import io.diglm.distribution.Residual;
import io.diglm.model.HeadConfig;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A family p(y|eta) on libtorch; the twin of {@link HeadConfig#distribution}. */
sealed interface Family
    permits Bernoulli,
        Beta,
        Categorical,
        Gamma,
        Gaussian,
        Lifetime,
        Logged,
        Mixture,
        NegativeBinomial,
        NoTarget,
        Ordinal,
        Poisson,
        Rounded,
        StudentT,
        Tweedie,
        Widened,
        ZeroInflated {
  /**
   * Returns log p(y|eta) (N) in nats, with all constants.
   *
   * @param eta linear predictors (N, P)
   * @param y targets (N) that the family can take, as (y - shift) / scale
   */
  Tensor logLikelihood(Tensor eta, Tensor y);

  /** Returns log p(y = k|eta) (N, K) of a family of classes, nothing of others. */
  default Optional<Tensor> logProbabilities(Tensor eta) {
    return Optional.empty();
  }

  /** Returns the family of a configuration. */
  static Family of(HeadConfig config) {
    return switch (config.family()) {
      case GAUSSIAN -> new Gaussian(config.link(), config.scale());
      case STUDENT_T -> new Widened(new StudentT(config.scale()));
      case BERNOULLI -> new Bernoulli(config.link());
      case CATEGORICAL -> new Categorical(config.count());
      case POISSON -> new Widened(new Poisson(config.link()));
      case NEGATIVE_BINOMIAL -> new Widened(new NegativeBinomial(config.link()));
      case GAMMA -> new Widened(new Gamma(config.link()));
      case MIXTURE -> new Mixture(config.count(), config.scale());
      case LOG_MIXTURE ->
          new Logged(new Mixture(config.count(), config.scale()), config.shift(), config.scale());
      case ROUNDED -> new Widened(new Rounded(config.count(), config.scale()));
      case ZERO_INFLATED_POISSON -> new Widened(new ZeroInflated(new Poisson(config.link()), 1));
      case ZERO_INFLATED_NEGATIVE_BINOMIAL ->
          new Widened(new ZeroInflated(new NegativeBinomial(config.link()), 2));
      case BETA -> new Widened(new Beta(config.link()));
      case WEIBULL -> lifetime(Residual.GUMBEL, config);
      case LOG_NORMAL -> lifetime(Residual.NORMAL, config);
      case LOG_LOGISTIC -> lifetime(Residual.LOGISTIC, config);
      case ORDINAL -> new Ordinal(config.count());
      case TWEEDIE -> new Widened(new Tweedie(config.link(), config.scale()));
      case NONE -> new NoTarget();
    };
  }

  private static Family lifetime(Residual residual, HeadConfig config) {
    return new Widened(new Lifetime(residual, config.shift(), config.scale()));
  }
}
