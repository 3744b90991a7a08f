package io.diglm.onnx;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.StandardNormal;
import io.diglm.distribution.StudentT;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.onnx.Distributions.Mixture;
import io.diglm.onnx.Distributions.Moments;
import io.diglm.posterior.NormalNodes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** From linear predictors of rows to p(y|x), family by family, by one draw of them. */
final class Head {
  private final Ops ops;
  private final HeadConfig head;
  private final Distributions distributions;
  private final ShapedHead shaped;
  private final double[] probabilities;

  /** Of each predictor of the first network that no row changes its number; NaN of the others. */
  private final double[] fixed;

  /**
   * Takes a head.
   *
   * @param fixed of each network its predictors that no row changes, NaN for the others
   * @param probabilities of the quantiles that are wanted
   */
  Head(Ops ops, HeadConfig head, List<double[]> fixed, double... probabilities) {
    this.ops = ops;
    this.head = head;
    this.fixed = fixed.get(0);
    this.probabilities = probabilities;
    distributions = new Distributions(ops, head);
    shaped = new ShapedHead(ops, head, distributions, fixed, draws(head), probabilities);
  }

  /** Returns the answer by one draw of the predictors (N, 1, P). */
  Answer of(Value eta) {
    return switch (head.family()) {
      case GAUSSIAN -> normal(eta);
      case STUDENT_T -> studentT(eta);
      case BERNOULLI, CATEGORICAL, ORDINAL ->
          new Answer.Classes(ops.flat(distributions.logClasses(eta)), Optional.empty());
      case MIXTURE, ROUNDED -> mixture(distributions.mixture(eta));
      case LOG_MIXTURE -> logMixture(distributions.logMixture(eta));
      case WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> time(eta);
      case POISSON,
          NEGATIVE_BINOMIAL,
          GAMMA,
          ZERO_INFLATED_POISSON,
          ZERO_INFLATED_NEGATIVE_BINOMIAL,
          BETA,
          TWEEDIE -> {
        Moments moments = shaped.moments(eta);
        yield number(moments.mean(), moments.sd(), shaped.quantiles(eta, moments));
      }
      case NONE -> new Answer.None();
    };
  }

  Answer.Numeric number(Value mean, Value sd, List<Value> quantiles) {
    return new Answer.Numeric(
        ops.flat(mean), ops.flat(sd), quantiles, Optional.empty(), Optional.empty());
  }

  private List<Value> each(DoubleFunction<Value> quantile) {
    return Arrays.stream(probabilities).mapToObj(quantile).map(ops::flat).toList();
  }

  private Answer normal(Value eta) {
    return normal(distributions.location(eta), distributions.scaled(eta, 1, 2));
  }

  Answer.Numeric normal(Value mean, Value sd) {
    return number(mean, sd, each(p -> ops.add(mean, ops.mul(sd, StandardNormal.quantile(p)))));
  }

  /** Its degrees of freedom are the same for all rows. */
  private Answer studentT(Value eta) {
    Value location = distributions.location(eta);
    Value scale = distributions.scaled(eta, 1, 2);
    double nu = Bounds.degrees(fixed[2]);
    StudentT standard = new StudentT(0, 1, nu);
    return number(
        location,
        ops.mul(scale, standard.sd()),
        each(p -> ops.add(location, ops.mul(scale, standard.quantile(p)))));
  }

  private Answer mixture(Mixture mixture) {
    boolean rounded = head.family() == FamilyName.ROUNDED;
    Moments moments = rounded ? distributions.rounded(mixture) : distributions.moments(mixture);
    List<Value> quantiles = quantiles(mixture);
    return number(
        moments.mean(), moments.sd(), rounded ? Rounding.quantiles(ops, quantiles) : quantiles);
  }

  private Answer logMixture(Mixture logarithms) {
    Moments moments = distributions.exponentials(logarithms);
    List<Value> quantiles = quantiles(logarithms).stream().map(ops::exp).toList();
    return number(moments.mean(), moments.sd(), quantiles);
  }

  private Answer time(Value eta) {
    Times times = new Times(ops, head);
    Moments moments = times.moments(eta);
    Value location = times.location(eta);
    Value scale = times.scale(eta);
    List<Value> quantiles =
        each(
            p -> {
              double residual = times.residual().quantile(p);
              return ops.exp(ops.add(location, ops.mul(scale, residual)));
            });
    return number(moments.mean(), moments.sd(), quantiles).where(exist(times, eta));
  }

  /** Whether all draws of a time have moments (N, 1). */
  Optional<Answer.Exist> exist(Times times, Value eta) {
    return times
        .exists(eta, 1)
        .flatMap(
            mean ->
                times
                    .exists(eta, 2)
                    .map(sd -> new Answer.Exist(ops.flat(all(mean)), ops.flat(all(sd)))));
  }

  private Value all(Value draws) {
    return ops.cast(ops.least(ops.cast(draws, Element.FLOAT), 1), Element.BOOL);
  }

  private List<Value> quantiles(Mixture mixture) {
    return quantiles(mixture, new Kernel.OfNormals());
  }

  List<Value> quantiles(Mixture mixture, Kernel kernel) {
    return probabilities.length == 0
        ? List.of()
        : new MixtureQuantiles(ops, kernel).of(mixture, probabilities);
  }

  /** How many draws each network has. */
  static int draws(HeadConfig head) {
    int uncertain = head.uncertainPredictors();
    return uncertain == 0 ? 1 : 2 * NormalNodes.of(uncertain).length;
  }

  /** Returns the distributions of the family. */
  Distributions distributions() {
    return distributions;
  }

  /** Returns the part of families whose shape depends on their mean. */
  ShapedHead shaped() {
    return shaped;
  }
}
