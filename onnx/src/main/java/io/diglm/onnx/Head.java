package io.diglm.onnx;

import io.diglm.distribution.Beta;
import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Gamma;
import io.diglm.distribution.NegativeBinomial;
import io.diglm.distribution.Poisson;
import io.diglm.distribution.StandardNormal;
import io.diglm.distribution.StudentT;
import io.diglm.distribution.ZeroInflated;
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
import java.util.function.DoubleUnaryOperator;

/** From linear predictors of rows to p(y|x), family by family. */
final class Head {
  /** From this precision on a quantile of a beta is a smooth function of its mean's log-odds. */
  private static final double SMOOTH = 0.5;

  private final Ops ops;
  private final HeadConfig head;
  private final Distributions distributions;
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
  }

  /** Returns the answer by one draw of the predictors (N, 1, P). */
  Answer of(Value eta) {
    return switch (head.family()) {
      case GAUSSIAN -> normal(eta);
      case STUDENT_T -> studentT(eta);
      case BERNOULLI, CATEGORICAL, ORDINAL ->
          new Answer.Classes(flat(distributions.logClasses(eta)), Optional.empty());
      case POISSON,
          NEGATIVE_BINOMIAL,
          GAMMA,
          ZERO_INFLATED_POISSON,
          ZERO_INFLATED_NEGATIVE_BINOMIAL ->
          positive(eta);
      case BETA -> beta(eta);
      case MIXTURE, ROUNDED -> mixture(distributions.mixture(eta));
      case LOG_MIXTURE -> logMixture(distributions.logMixture(eta));
      case WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> time(eta);
      case TWEEDIE -> {
        Moments moments = distributions.tweedie(eta);
        yield number(moments.mean(), moments.sd(), List.of()); // quantiles have no closed form
      }
      case NONE -> new Answer.None();
    };
  }

  /** (N, 1, K) as (N, K). */
  private Value flat(Value a) {
    return ops.graph().op("Squeeze", a, ops.graph().list(1));
  }

  private Answer.Numeric number(Value mean, Value sd, List<Value> quantiles) {
    return new Answer.Numeric(flat(mean), flat(sd), quantiles, Optional.empty(), Optional.empty());
  }

  private List<Value> each(DoubleFunction<Value> quantile) {
    return Arrays.stream(probabilities).mapToObj(quantile).map(this::flat).toList();
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
                times.exists(eta, 2).map(sd -> new Answer.Exist(flat(all(mean)), flat(all(sd)))));
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

  private Answer positive(Value eta) {
    Moments moments = positiveMoments(eta);
    return number(moments.mean(), moments.sd(), positiveQuantiles(eta, moments));
  }

  /** Of a gamma or of counts. */
  private Moments positiveMoments(Value eta) {
    Value mean = distributions.positive(eta);
    Value variance =
        switch (head.family()) {
          case POISSON, ZERO_INFLATED_POISSON -> mean;
          case NEGATIVE_BINOMIAL, ZERO_INFLATED_NEGATIVE_BINOMIAL -> {
            Value excess = ops.mul(distributions.dispersion(eta), mean);
            yield ops.mul(mean, ops.add(excess, 1));
          }
          default -> ops.mul(ops.square(mean), distributions.dispersion(eta));
        };
    if (!zeroInflated()) {
      return new Moments(mean, ops.sqrt(variance));
    }
    Value odds = distributions.zeroOdds(eta);
    Value rest = ops.sigmoid(ops.neg(odds));
    Value zeros = ops.mul(ops.sigmoid(odds), ops.square(mean));
    return new Moments(ops.mul(rest, mean), ops.sqrt(ops.mul(rest, ops.add(variance, zeros))));
  }

  private boolean zeroInflated() {
    return head.family() == FamilyName.ZERO_INFLATED_POISSON
        || head.family() == FamilyName.ZERO_INFLATED_NEGATIVE_BINOMIAL;
  }

  private Answer beta(Value eta) {
    Moments moments = betaMoments(eta);
    if (Double.isNaN(fixed[1]) || Bounds.scale(fixed[1]) < SMOOTH) {
      return number(moments.mean(), moments.sd(), shaped(eta, moments));
    }
    double precision = Bounds.scale(fixed[1]);
    Value odds = distributions.meanOdds(eta);
    return number(
        moments.mean(),
        moments.sd(),
        each(
            p ->
                new Curve(
                        -Bounds.LOG_ODDS,
                        Bounds.LOG_ODDS,
                        logOdds -> new Beta(Bounds.logOdds(logOdds), precision).quantile(p))
                    .of(ops, odds)));
  }

  private Moments betaMoments(Value eta) {
    Value odds = distributions.meanOdds(eta);
    Value mean = ops.sigmoid(odds);
    Value rest = ops.sigmoid(ops.neg(odds));
    Value precision = distributions.dispersion(eta);
    return new Moments(mean, ops.sqrt(ops.div(ops.mul(mean, rest), ops.add(precision, 1))));
  }

  private List<Value> positiveQuantiles(Value eta, Moments moments) {
    Value mean = distributions.positive(eta);
    if (head.family() == FamilyName.GAMMA) {
      return each(p -> ops.mul(mean, gamma(p, eta)));
    }
    Optional<List<CountQuantiles>> tables = tables();
    return tables
        .map(all -> all.stream().map(table -> table.of(ops, flat(mean))).toList())
        .orElseGet(() -> shaped(eta, moments));
  }

  /**
   * Quantiles of a gamma, a beta or counts, or of the average of draws of one, that are searched.
   *
   * @param eta predictors (N, S, P)
   * @param all moments of the average (N, 1, 1)
   */
  private List<Value> shaped(Value eta, Moments all) {
    if (probabilities.length == 0 || head.family() == FamilyName.TWEEDIE) {
      return List.of();
    }
    ShapedQuantiles search = new ShapedQuantiles(ops, probabilities);
    if (head.family() == FamilyName.BETA) {
      return search.betas(distributions.meanOdds(eta), distributions.dispersion(eta), all);
    }
    Value means = distributions.positive(eta);
    if (head.family() == FamilyName.GAMMA) {
      return search.gammas(means, distributions.dispersion(eta), all);
    }
    ShapedQuantiles.Counts counts =
        poisson()
            ? search.poissons(means)
            : search.negativeBinomials(means, distributions.dispersion(eta));
    return search.counts(
        zeroInflated() ? search.inflated(counts, distributions.zeroOdds(eta)) : counts, all);
  }

  private boolean poisson() {
    return head.family() == FamilyName.POISSON || head.family() == FamilyName.ZERO_INFLATED_POISSON;
  }

  /** A gamma's quantile of mean 1. */
  private Value gamma(double p, Value eta) {
    if (!Double.isNaN(fixed[1])) {
      return ops.real(new Gamma(1, Bounds.scale(fixed[1])).quantile(p));
    }
    DoubleUnaryOperator log = x -> Math.max(-1e6, Math.log(new Gamma(1, Math.exp(x)).quantile(p)));
    return ops.exp(
        new Curve(-Bounds.LOG_SCALE, Bounds.LOG_SCALE, log).of(ops, ops.slice(eta, 2, 1, 2)));
  }

  /** Steps by the mean of the counts, where no row changes anything else. */
  private Optional<List<CountQuantiles>> tables() {
    boolean constant = Arrays.stream(fixed).skip(1).noneMatch(Double::isNaN);
    if (head.range().isEmpty() || !constant) {
      return Optional.empty();
    }
    double most = head.range().get().mean(Double.MAX_VALUE);
    List<Optional<CountQuantiles>> tables =
        Arrays.stream(probabilities)
            .mapToObj(p -> CountQuantiles.of(this::counts, p, most))
            .toList();
    return tables.stream().allMatch(Optional::isPresent)
        ? Optional.of(tables.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  private Distribution counts(double mean) {
    Distribution counts =
        poisson() ? new Poisson(mean) : new NegativeBinomial(mean, Bounds.scale(fixed[1]));
    return zeroInflated()
        ? new ZeroInflated(Bounds.logOdds(fixed[fixed.length - 1]), counts)
        : counts;
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
          .with(new Answer.Parts(flat(noise), flat(model)));
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
        .with(new Answer.Parts(flat(ops.sqrt(within)), flat(model)));
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
    return new Answer.Classes(flat(whole), Optional.of(new Answer.Parts(flat(noise), flat(model))));
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
      case BETA -> parts = betaMoments(eta);
      case WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> {
        Times times = new Times(ops, head);
        parts = times.moments(eta);
        exist = exist(times, eta);
        Value location = times.location(eta);
        joined = Optional.of(new Mixture(ops.mul(location, 0), location, times.scale(eta)));
        kernel = new Kernel.OfTimes(times.residual());
        ofLogarithms = true;
      }
      case TWEEDIE -> parts = distributions.tweedie(eta);
      default -> parts = positiveMoments(eta);
    }
    Value mean = mean(parts.mean());
    Value model = ops.sqrt(mean(ops.square(ops.sub(parts.mean(), mean))));
    Value within = mean(ops.square(parts.sd()));
    Value sd = ops.sqrt(ops.add(ops.square(model), within));
    Kernel of = kernel;
    List<Value> quantiles =
        joined
            .map(all -> joinedQuantiles(all, of))
            .orElseGet(() -> shaped(eta, new Moments(mean, sd)));
    if (ofLogarithms) {
      quantiles = quantiles.stream().map(ops::exp).toList();
    } else if (head.family() == FamilyName.ROUNDED) {
      quantiles = Rounding.quantiles(ops, quantiles);
    }
    Answer.Numeric number = number(mean, sd, quantiles).where(exist);
    return number.with(new Answer.Parts(flat(ops.sqrt(within)), flat(model)));
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
