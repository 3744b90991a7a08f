package io.diglm.onnx;

import io.diglm.distribution.Bounds;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.onnx.Distributions.Mixture;
import io.diglm.onnx.Distributions.Moments;
import java.util.List;
import java.util.Optional;

/**
 * From several draws of linear predictors to p(y|x), averaged: over what the coefficients may be,
 * and over the networks of an ensemble.
 */
final class AveragedHead {
  private final Ops ops;
  private final HeadConfig head;
  private final Head one;
  private final Distributions distributions;
  private final ShapedHead shaped;

  /** Degrees of freedom of each network; of a Student-t they are the same for all rows. */
  private final double[] degrees;

  /** Takes what a {@link Head} takes. */
  AveragedHead(Ops ops, HeadConfig head, List<double[]> fixed, double... probabilities) {
    this.ops = ops;
    this.head = head;
    one = new Head(ops, head, fixed, probabilities);
    distributions = one.distributions();
    shaped = one.shaped();
    degrees =
        head.family() == FamilyName.STUDENT_T
            ? fixed.stream().mapToDouble(own -> Bounds.degrees(own[2])).toArray()
            : new double[0];
  }

  /**
   * Returns the answer averaged over what the coefficients may be.
   *
   * @param eta predictors (N, S, P), S draws; of a conjugate posterior one, their means
   * @param variance of the first predictor (N, 1), which a conjugate posterior needs alone
   */
  Answer of(Value eta, Value variance) {
    if (head.bayes() == Bayes.CONJUGATE) {
      Value noise = distributions.scaled(eta, 1, 2);
      Value model = ops.mul(ops.sqrt(ops.reshape(variance, -1, 1, 1)), head.scale());
      Value sd = ops.sqrt(ops.add(ops.square(noise), ops.square(model)));
      return one.normal(distributions.location(eta), sd)
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
  Answer of(List<Value> draws, List<Value> variances) {
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
    return one.number(
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
        kernel = new Kernel.OfStudents(degrees, Head.draws(head));
      }
      case WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> {
        Times times = new Times(ops, head);
        parts = times.moments(eta);
        exist = one.exist(times, eta);
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
    Answer.Numeric number = one.number(mean, sd, quantiles).where(exist);
    return number.with(new Answer.Parts(ops.flat(ops.sqrt(within)), ops.flat(model)));
  }

  /** All draws' components as one mixture. */
  private List<Value> joinedQuantiles(Mixture mixture, Kernel kernel) {
    Value logWeights = ops.reshape(mixture.logWeights(), 0, 1, -1);
    Value share = ops.sub(logWeights, ops.logSum(logWeights, 2));
    return one.quantiles(
        new Mixture(
            share, ops.reshape(mixture.means(), 0, 1, -1), ops.reshape(mixture.sds(), 0, 1, -1)),
        kernel);
  }
}
