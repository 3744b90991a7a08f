package io.diglm.glm;

import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.oracle.GlmHead;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The table of all families and their links, and what tests ask of a head. */
final class Heads {
  /** Log-likelihoods (N) and their gradient with regard to eta (N, P), row-major. */
  record Evaluated(double[] values, double[] gradient) {}

  private Heads() {}

  static Stream<HeadConfig> all() {
    List<HeadConfig> configs = new ArrayList<>();
    for (FamilyName family : EnumSet.complementOf(EnumSet.of(FamilyName.NONE))) {
      for (Link link : new TreeSet<>(family.definition().links())) {
        configs.add(config(family, link, Dispersion.MODELLED));
      }
    }
    return configs.stream();
  }

  static HeadConfig config(FamilyName family, Link link, Dispersion dispersion) {
    int count =
        switch (family) {
          case MIXTURE, LOG_MIXTURE, ROUNDED -> 3;
          case CATEGORICAL, ORDINAL -> 4;
          default -> 1;
        };
    boolean standardised =
        switch (family) {
          case GAUSSIAN,
              STUDENT_T,
              MIXTURE,
              LOG_MIXTURE,
              ROUNDED,
              WEIBULL,
              LOG_NORMAL,
              LOG_LOGISTIC,
              TWEEDIE ->
              true;
          default -> false;
        };
    if (family.definition().censors()) {
      return HeadConfig.point(family, link, dispersion, count, 0.5, 0.8);
    }
    double shift = standardised && link == Link.IDENTITY ? -7 : 0;
    return HeadConfig.point(family, link, dispersion, count, shift, standardised ? 12.5 : 1);
  }

  /** Evaluates in float64; eta (N, P) row-major. */
  static Evaluated evaluate(HeadConfig config, double[] eta, double... y) {
    return evaluate(config, ScalarType.Double, eta, y);
  }

  static Evaluated evaluate(HeadConfig config, ScalarType type, double[] eta, double... y) {
    try (ParameterStore store = new ParameterStore(1, type)) {
      return NativeScope.compute(
          () -> {
            GlmHead head = GlmHead.build(config, 2, store, "head");
            Tensor leaf = Tensors.of(eta, y.length, config.predictors()).to(type);
            leaf.requires_grad_(true);
            Tensor values = head.logLikelihood(leaf, Tensors.of(y, y.length).to(type));
            values.sum().backward();
            return new Evaluated(Tensors.doubles(values), Tensors.doubles(leaf.grad()));
          });
    }
  }

  /** Evaluates in plain Java; eta (N, P) row-major. */
  static Evaluated byHand(HeadConfig config, double[] eta, double... y) {
    double[] values = new double[y.length];
    double[] gradient = new double[eta.length];
    for (int n = 0; n < y.length; n++) {
      double standardised = config.standardised(y[n]);
      values[n] = config.logLikelihood(eta, n * config.predictors(), standardised, gradient);
    }
    return new Evaluated(values, gradient);
  }

  /** Returns log p(y = k|eta) of one row; empty if y is not a class. */
  static double[] logProbabilities(HeadConfig config, double[] eta) {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      return NativeScope.compute(
          () ->
              GlmHead.build(config, 2, store, "head")
                  .logProbabilities(Tensors.of(eta, 1, config.predictors()))
                  .map(Tensors::doubles)
                  .orElseGet(() -> new double[0]));
    }
  }

  /** Draws eta (N, P) with the first predictor in (0.3, 1.7), which suits every link. */
  static double[] etas(HeadConfig config, int rows, SplittableRandom random) {
    double[] eta = new double[rows * config.predictors()];
    for (int i = 0; i < eta.length; i++) {
      double uniform = 2 * random.nextDouble() - 1;
      boolean first = i % config.predictors() == 0;
      boolean beta = config.family() == FamilyName.BETA;
      // A beta of little precision piles up where a double cannot tell y from 1.
      double middle = beta ? (first ? 0 : 3) : first ? 1 : 0;
      eta[i] = middle + (first ? 0.7 : 1) * uniform;
    }
    return eta;
  }

  /** Draws targets (N) that the family can take. */
  static double[] targets(HeadConfig config, int rows, SplittableRandom random) {
    return random
        .doubles(rows)
        .map(
            u ->
                switch (config.family()) {
                  case GAUSSIAN, STUDENT_T, MIXTURE ->
                      config.shift() + config.scale() * (6 * u - 3);
                  case ROUNDED -> Math.rint(config.shift() + config.scale() * (6 * u - 3));
                  case BERNOULLI -> Math.floor(2 * u);
                  case CATEGORICAL, ORDINAL -> Math.floor(config.count() * u);
                  case POISSON,
                      NEGATIVE_BINOMIAL,
                      ZERO_INFLATED_POISSON,
                      ZERO_INFLATED_NEGATIVE_BINOMIAL ->
                      Math.floor(12 * u);
                  case TWEEDIE -> u < 0.2 ? 0 : 60 * u * u;
                  case BETA -> 0.02 + 0.95 * u;
                  case GAMMA, LOG_MIXTURE, WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> 0.01 + 5 * u;
                  case NONE -> Double.NaN;
                })
        .toArray();
  }
}
