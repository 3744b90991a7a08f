package io.diglm.onnx;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.LogMixture;
import io.diglm.distribution.NormalMixture;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.model.TargetRange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * From linear predictors to the parameters of a distribution, as {@link HeadConfig#distribution}.
 *
 * <p>Predictors are (N, S, P): of each row S draws of its P predictors, one where the coefficients
 * are one estimate.
 */
final class Distributions {
  /** Components of mixtures of normals, (N, S, K) each. */
  record Mixture(Value logWeights, Value means, Value sds) {}

  /** A mean and a deviation, (N, S, 1) each. */
  record Moments(Value mean, Value sd) {}

  /** Logarithms of moments count as at most this, as in {@link LogMixture}. */
  private static final double MOST_LOG = 100;

  /** Within exp(-300) and exp(300) a time is a double. */
  private static final double MOST_LOCATION = 300;

  private final Ops ops;
  private final HeadConfig head;

  Distributions(Ops ops, HeadConfig head) {
    this.ops = ops;
    this.head = head;
  }

  private Value predictors(Value eta, int from, int to) {
    return ops.slice(eta, 2, from, to);
  }

  /** The mean of a Gaussian, the location of a Student-t. */
  Value location(Value eta) {
    return moved(inverse(predictors(eta, 0, 1)));
  }

  private Value moved(Value standardised) {
    Value mean = ops.add(ops.mul(standardised, head.scale()), head.shift());
    return head.range().map(r -> within(r, mean)).orElse(mean);
  }

  /** A deviation or scale, by its predictor. */
  Value scaled(Value eta, int from, int to) {
    Value sd = ops.mul(scale(predictors(eta, from, to)), head.scale());
    return head.range().map(r -> ops.min(sd, r.deviation(Double.MAX_VALUE))).orElse(sd);
  }

  /** A dispersion, by its predictor. */
  Value dispersion(Value eta) {
    return scale(predictors(eta, 1, 2));
  }

  /** log-odds of a structural zero, by the last predictor. */
  Value zeroOdds(Value eta) {
    int last = head.predictors() - 1;
    return ops.clip(predictors(eta, last, last + 1), -Bounds.LOG_ODDS, Bounds.LOG_ODDS);
  }

  /** log-odds of a share that is a mean. */
  Value meanOdds(Value eta) {
    return logOdds(predictors(eta, 0, 1));
  }

  /** Degrees of freedom of a Student-t, less 2. */
  Value degreesBeyondTwo(Value eta) {
    return ops.softplus(ops.clip(predictors(eta, 2, 3), -Bounds.LOG_SCALE, Bounds.DEGREES - 2));
  }

  private Value scale(Value eta) {
    return ops.exp(ops.clip(eta, -Bounds.LOG_SCALE, Bounds.LOG_SCALE));
  }

  /** A positive mean. */
  Value positive(Value eta) {
    Value mean = inverse(predictors(eta, 0, 1));
    return head.range().map(r -> bounded(within(r, mean))).orElse(mean);
  }

  /** Mean and deviation of costs, whose variance is dispersion mean^power. */
  Moments tweedie(Value eta) {
    Value mean = ops.max(location(eta), Double.MIN_NORMAL);
    Value share = ops.div(ops.real(1), ops.add(ops.exp(ops.neg(predictors(eta, 2, 3))), 1));
    Value power = ops.add(ops.mul(share, 0.98), 1.01);
    Value free = ops.clip(predictors(eta, 1, 2), -Bounds.LOG_SCALE, Bounds.LOG_SCALE);
    Value unscaled = ops.mul(ops.add(ops.neg(power), 2), Math.log(head.scale()));
    Value logVariance = ops.add(ops.add(free, unscaled), ops.mul(power, ops.log(mean)));
    return new Moments(mean, ops.exp(ops.mul(logVariance, 0.5)));
  }

  private Value bounded(Value mean) {
    return ops.clip(mean, Math.exp(-Bounds.LOG_MEAN), Math.exp(Bounds.LOG_MEAN));
  }

  /** A logarithm of positive numbers, bounded as these are. */
  Value boundedLogarithm(Value logarithm) {
    return head.range()
        .map(r -> ops.log(bounded(within(r, ops.exp(logarithm)))))
        .orElseGet(() -> ops.clip(logarithm, -MOST_LOCATION, MOST_LOCATION));
  }

  /** Components, the wide one that gives tails among them. */
  Mixture mixture(Value eta) {
    int k = head.count();
    Value logits = predictors(eta, 0, k);
    Value logWeights = ops.sub(logits, ops.logSum(logits, 2));
    Value means = moved(predictors(eta, k, 2 * k));
    Value sds = scaled(eta, 2 * k, 3 * k);
    Optional<TargetRange> range = head.range();
    if (range.isEmpty()) {
      return new Mixture(logWeights, means, sds);
    }
    Value none = ops.mul(predictors(eta, 0, 1), 0);
    TargetRange r = range.get();
    return new Mixture(
        with(ops.add(logWeights, Math.log1p(-HeadConfig.TAIL)), none, Math.log(HeadConfig.TAIL)),
        with(means, none, r.mean(head.shift())),
        with(sds, none, r.wide()));
  }

  /** Components of the logarithm of a positive number, the wide one among them. */
  Mixture logMixture(Value eta) {
    int k = head.count();
    Value logits = predictors(eta, 0, k);
    Value logWeights = ops.sub(logits, ops.logSum(logits, 2));
    Value centres = ops.add(ops.mul(predictors(eta, k, 2 * k), head.scale()), head.shift());
    Value sds = ops.mul(scale(predictors(eta, 2 * k, 3 * k)), head.scale());
    if (head.range().isEmpty()) {
      return new Mixture(logWeights, centres, sds);
    }
    TargetRange r = head.range().get();
    // The wide component, which no row changes, comes last.
    NormalMixture any =
        ((LogMixture) head.distribution(new double[head.predictors()], 0)).logarithm();
    double wide = any.sds()[k];
    Value narrow = ops.min(sds, wide);
    Value half = ops.mul(ops.square(narrow), 0.5);
    Value means = ops.exp(ops.add(centres, half));
    Value logs = ops.sub(ops.log(bounded(within(r, means))), half);
    Value none = ops.mul(predictors(eta, 0, 1), 0);
    return new Mixture(
        with(ops.add(logWeights, Math.log1p(-HeadConfig.TAIL)), none, Math.log(HeadConfig.TAIL)),
        with(logs, none, any.means()[k]),
        with(narrow, none, wide));
  }

  /** Mean and deviation of numbers whose logarithms are mixtures of normals. */
  Moments exponentials(Mixture logarithms) {
    Value variances = ops.square(logarithms.sds());
    Value log = ops.add(logarithms.means(), ops.mul(variances, 0.5));
    Value means = ops.exp(ops.min(log, MOST_LOG));
    Value spread = ops.expm1(ops.min(variances, MOST_LOG));
    return moments(ops.exp(logarithms.logWeights()), means, ops.mul(ops.square(means), spread));
  }

  private Value with(Value components, Value none, double number) {
    return ops.along(2, List.of(components, ops.add(none, number)));
  }

  /** A mean within what training held, see {@link TargetRange}. */
  private Value within(TargetRange r, Value mean) {
    Value above = ops.tanhSpread(ops.add(mean, -r.high()), r.spread());
    double room = r.low() >= 0 ? Math.min(r.spread(), r.low() / 2) : r.spread();
    Value inside = ops.max(mean, r.low() - room);
    if (room > 0) {
      Value below =
          ops.sub(ops.real(r.low()), ops.tanhSpread(ops.sub(ops.real(r.low()), mean), room));
      inside = ops.where(ops.less(mean, r.low()), below, mean);
    }
    return ops.where(ops.greater(mean, r.high()), ops.add(above, r.high()), inside);
  }

  private Value inverse(Value eta) {
    return switch (head.link()) {
      case IDENTITY -> eta;
      case LOG -> bounded(ops.exp(eta));
      case SQRT -> bounded(ops.square(eta));
      case INVERSE -> bounded(ops.div(ops.real(1), ops.max(eta, Bounds.INVERSE)));
      case SOFTPLUS -> bounded(ops.softplus(eta));
      case LOGIT, PROBIT, CLOGLOG ->
          throw new IllegalStateException("link of a mean must not be " + head.link());
    };
  }

  /** log(p / (1 - p)) of a class among two (N, S, 1). */
  Value logOdds(Value eta) {
    Value odds =
        switch (head.link()) {
          case PROBIT -> {
            Normals normals = new Normals(ops);
            yield ops.sub(normals.logCdf(eta), normals.logCdf(ops.neg(eta)));
          }
          case CLOGLOG -> ops.log(ops.expm1(ops.exp(ops.max(eta, -100))));
          default -> eta;
        };
    return ops.clip(odds, -Bounds.LOG_ODDS, Bounds.LOG_ODDS);
  }

  /** log P of all classes (N, S, K). */
  Value logClasses(Value eta) {
    if (head.family() == FamilyName.ORDINAL) {
      return logRanks(eta);
    }
    if (head.link() == Link.LOGIT && head.count() > 1) {
      return ops.sub(eta, ops.logSum(eta, 2));
    }
    return ofLogOdds(logOdds(eta));
  }

  /** log P of ordered classes: sums of log-sigmoids of the thresholds about each. */
  private Value logRanks(Value eta) {
    int inner = head.count() - 2;
    Value location = predictors(eta, 0, 1);
    Value none = ops.mul(location, 0);
    Value above = none;
    Value closeness = ops.along(2, List.of(none, none));
    if (inner > 0) {
      Value gaps = ops.clip(predictors(eta, 1, 1 + inner), -Bounds.LOG_ODDS, Bounds.LOG_ODDS);
      double[] ones = new double[inner * inner];
      for (int from = 0; from < inner; from++) {
        Arrays.fill(ones, from * inner + from, (from + 1) * inner, 1);
      }
      Value raised =
          ops.matmul(ops.softplus(gaps), ops.graph().doubles(new long[] {inner, inner}, ones));
      above = ops.along(2, List.of(none, raised));
      closeness = ops.along(2, List.of(none, ops.neg(ops.softplus(ops.neg(gaps))), none));
    }
    Value apart = ops.sub(above, location);
    Value below = ops.along(2, List.of(ops.neg(ops.softplus(ops.neg(apart))), none));
    Value over = ops.along(2, List.of(none, ops.neg(ops.softplus(apart))));
    return ops.add(ops.add(below, over), closeness);
  }

  /** log P of two classes side by side on axis 2. */
  Value ofLogOdds(Value odds) {
    return ops.along(2, List.of(ops.neg(ops.softplus(odds)), ops.neg(ops.softplus(ops.neg(odds)))));
  }

  /** Mean and deviation of mixtures of normals. */
  Moments moments(Mixture mixture) {
    Value weights = ops.exp(mixture.logWeights());
    return moments(weights, mixture.means(), ops.square(mixture.sds()));
  }

  Moments moments(Value weights, Value means, Value variances) {
    Value mean = ops.sum(ops.mul(weights, means), 2);
    Value spread = ops.add(variances, ops.square(ops.sub(means, mean)));
    return new Moments(mean, ops.sqrt(ops.sum(ops.mul(weights, spread), 2)));
  }

  /** The same of mixtures rounded to whole numbers. */
  Moments rounded(Mixture mixture) {
    Rounding rounding = new Rounding(ops, mixture.means(), mixture.sds());
    return moments(ops.exp(mixture.logWeights()), rounding.mean(), rounding.variance());
  }
}
