package io.diglm.onnx;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.StandardNormal;
import io.diglm.distribution.StudentT;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.onnx.Distributions.Mixture;
import io.diglm.onnx.Distributions.Moments;
import io.diglm.posterior.NormalNodes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** From linear predictors of rows to p(y|x), family by family. */
final class Head {
  private final Ops ops;
  private final HeadConfig head;
  private final Distributions distributions;
  private final ShapedHead shaped;
  private final double[] probabilities;

  /** Of each predictor of the first network that no row changes its number; NaN of the others. */
  private final double[] fixed;

  /** Degrees of freedom of each network; of a Student-t they are the same for all rows. */
  private final double[] degrees;

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
    degrees =
        head.family() == FamilyName.STUDENT_T
            ? fixed.stream().mapToDouble(own -> Bounds.degrees(own[2])).toArray()
            : new double[0];
    this.probabilities = probabilities;
    distributions = new Distributions(ops, head);
    shaped = new ShapedHead(ops, head, distributions, fixed, draws(), probabilities);
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

  private Answer.Numeric number(Value mean, Value sd, List<Value> quantiles) {
    return new Answer.Numeric(
        ops.flat(mean), ops.flat(sd), quantiles, Optional.empty(), Optional.empty());
  }

  private List<Value> each(DoubleFunction<Value> quantile) {
    return Arrays.stream(probabilities).mapToObj(quantile).map(ops::flat).toList();
  }

  private Answer normal(Value eta) {
    return normal(distributions.location(eta), distributions.scaled(eta, 1, 2));
  }

  private Answer.Numeric normal(Value mean, Value sd) {
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
  private Optional<Answer.Exist> exist(Times times, Value eta) {
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

  private List<Value> quantiles(Mixture mixture, Kernel kernel) {
    return probabilities.length == 0
        ? List.of()
        : new MixtureQuantiles(ops, kernel).of(mixture, probabilities);
  }

  /**
   * Returns the answer averaged over what the coefficients may be.
   *
   * @param eta predictors (N, S, P), S draws; of a conjugate posterior one, their means
   * @param variance of the first predictor (N, 1), which a conjugate posterior needs alone
   */
  Answer integrated(Value eta, Value variance) {
    if (head.bayes() == Bayes.CONJUGATE) {
      Value noise = distributions.scaled(eta, 1, 2);
      Value model = ops.mul(ops.sqrt(ops.reshape(variance, -1, 1, 1)), head.scale());
      Value sd = ops.sqrt(ops.add(ops.square(noise), ops.square(model)));
      return normal(distributions.location(eta), sd)
          .with(new Answer.Parts(ops.flat(noise), ops.flat(model)));
    }
    return head.definition().classes() ? classes(distributions.logClasses(eta)) : averaged(eta);
  }

  /**
   * Returns the average of the answers of several networks, each with equal weight.
   *
   * @param draws predictors of each network (N, S, P)
   * @param variances of the first predictor of each network (N, 1), if there are posteriors
   */
  Answer averaged(List<Value> draws, List<Value> variances) {
    Value every = ops.along(1, draws);
    return switch (head.family()) {
      case NONE -> new Answer.None();
      case BERNOULLI, CATEGORICAL, ORDINAL -> classes(distributions.logClasses(every));
      default -> head.bayes() == Bayes.CONJUGATE ? conjugate(every, variances) : averaged(every);
    };
  }

  /** One normal of each network, whose own deviation is noise and ignorance. */
  private Answer conjugate(Value eta, List<Value> variances) {
    Value own = ops.mul(ops.sqrt(ops.along(1, deep(variances))), head.scale());
    Value noise = distributions.scaled(eta, 1, 2);
    Value squares = ops.add(ops.square(noise), ops.square(own));
    Value means = distributions.location(eta);
    Value mean = mean(means);
    Value model = ops.sqrt(ops.add(mean(ops.square(own)), mean(ops.square(ops.sub(means, mean)))));
    Value even = ops.mul(means, 0);
    Value within = mean(ops.square(noise));
    Value sd = ops.sqrt(ops.add(within, ops.square(model)));
    return number(
            mean,
            sd,
            joinedQuantiles(new Mixture(even, means, ops.sqrt(squares)), new Kernel.OfNormals()))
        .with(new Answer.Parts(ops.flat(ops.sqrt(within)), ops.flat(model)));
  }

  /** (N, 1) as (N, 1, 1). */
  private List<Value> deep(List<Value> columns) {
    return columns.stream().map(column -> ops.reshape(column, -1, 1, 1)).toList();
  }

  private Value mean(Value draws) {
    return ops.graph().op("ReduceMean", List.of(Attribute.of("axes", new long[] {1})), draws);
  }

  private Answer classes(Value logs) {
    Value probability = mean(ops.exp(logs));
    Value kept = ops.log(ops.max(probability, Double.MIN_NORMAL));
    Value whole =
        head.family() == FamilyName.BERNOULLI
            ? distributions.ofLogOdds(ops.sub(ops.slice(kept, 2, 1, 2), ops.slice(kept, 2, 0, 1)))
            : ops.sub(kept, ops.logSum(kept, 2));
    Value noise = mean(Answer.Classes.entropyOf(ops, logs, 2));
    Value entropy = Answer.Classes.entropyOf(ops, whole, 2);
    Value model = ops.max(ops.sub(entropy, noise), 0);
    return new Answer.Classes(
        ops.flat(whole), Optional.of(new Answer.Parts(ops.flat(noise), ops.flat(model))));
  }

  /** The means and deviations of each draw, and what all of them make. */
  private Answer averaged(Value eta) {
    Optional<Mixture> joined = Optional.empty();
    Kernel kernel = new Kernel.OfNormals();
    Optional<Answer.Exist> exist = Optional.empty();
    boolean ofLogarithms = false;
    Moments parts;
    switch (head.family()) {
      case GAUSSIAN -> {
        parts = new Moments(distributions.location(eta), distributions.scaled(eta, 1, 2));
        Value even = ops.mul(parts.mean(), 0);
        joined = Optional.of(new Mixture(even, parts.mean(), parts.sd()));
      }
      case MIXTURE -> {
        Mixture mixture = distributions.mixture(eta);
        parts = distributions.moments(mixture);
        joined = Optional.of(mixture);
      }
      case LOG_MIXTURE -> {
        Mixture logarithms = distributions.logMixture(eta);
        parts = distributions.exponentials(logarithms);
        joined = Optional.of(logarithms);
        ofLogarithms = true;
      }
      case ROUNDED -> {
        Mixture mixture = distributions.mixture(eta);
        parts = distributions.rounded(mixture);
        joined = Optional.of(mixture);
      }
      case STUDENT_T -> {
        Value beyond = distributions.degreesBeyondTwo(eta);
        Value wider = ops.sqrt(ops.div(ops.add(beyond, 2), beyond));
        Value scale = distributions.scaled(eta, 1, 2);
        parts = new Moments(distributions.location(eta), ops.mul(scale, wider));
        Value even = ops.mul(parts.mean(), 0);
        joined = Optional.of(new Mixture(even, parts.mean(), scale));
        kernel = new Kernel.OfStudents(degrees, draws());
      }
      case WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> {
        Times times = new Times(ops, head);
        parts = times.moments(eta);
        exist = exist(times, eta);
        Value location = times.location(eta);
        joined = Optional.of(new Mixture(ops.mul(location, 0), location, times.scale(eta)));
        kernel = new Kernel.OfTimes(times.residual());
        ofLogarithms = true;
      }
      default -> parts = shaped.moments(eta);
    }
    Value mean = mean(parts.mean());
    Value model = ops.sqrt(mean(ops.square(ops.sub(parts.mean(), mean))));
    Value within = mean(ops.square(parts.sd()));
    Value sd = ops.sqrt(ops.add(ops.square(model), within));
    Kernel of = kernel;
    List<Value> quantiles =
        joined
            .map(all -> joinedQuantiles(all, of))
            .orElseGet(() -> shaped.searched(eta, new Moments(mean, sd)));
    if (ofLogarithms) {
      quantiles = quantiles.stream().map(ops::exp).toList();
    } else if (head.family() == FamilyName.ROUNDED) {
      quantiles = Rounding.quantiles(ops, quantiles);
    }
    Answer.Numeric number = number(mean, sd, quantiles).where(exist);
    return number.with(new Answer.Parts(ops.flat(ops.sqrt(within)), ops.flat(model)));
  }

  /** How many draws each network has. */
  private int draws() {
    int uncertain = head.uncertainPredictors();
    return uncertain == 0 ? 1 : 2 * NormalNodes.of(uncertain).length;
  }

  /** All draws' components as one mixture. */
  private List<Value> joinedQuantiles(Mixture mixture, Kernel kernel) {
    Value logWeights = ops.reshape(mixture.logWeights(), 0, 1, -1);
    Value share = ops.sub(logWeights, ops.logSum(logWeights, 2));
    return quantiles(
        new Mixture(
            share, ops.reshape(mixture.means(), 0, 1, -1), ops.reshape(mixture.sds(), 0, 1, -1)),
        kernel);
  }
}
