package io.diglm.onnx;

import io.diglm.distribution.Beta;
import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Gamma;
import io.diglm.distribution.NegativeBinomial;
import io.diglm.distribution.Poisson;
import io.diglm.distribution.Tweedie;
import io.diglm.distribution.ZeroInflated;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.onnx.Distributions.Moments;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * From linear predictors of rows to p(y|x) of the families whose shape depends on their mean:
 * gamma, beta, counts and Tweedie.
 *
 * @param networks of each network, of each predictor that no row changes its number; NaN of the
 *     others
 * @param draws how many draws of the predictors each network has
 * @param probabilities of the quantiles that are wanted
 */
record ShapedHead(
    Ops ops,
    HeadConfig head,
    Distributions distributions,
    List<double[]> networks,
    int draws,
    double[] probabilities) {
  /** From this precision on a quantile of a beta is a smooth function of its mean's log-odds. */
  private static final double SMOOTH = 0.5;

  private double[] fixed() {
    return networks.get(0);
  }

  /** Returns mean and deviation of each draw. */
  Moments moments(Value eta) {
    return switch (head.family()) {
      case BETA -> betaMoments(eta);
      case TWEEDIE -> distributions.tweedie(eta);
      default -> positiveMoments(eta);
    };
  }

  /**
   * Returns the quantiles by one draw of the first network.
   *
   * @param moments of this draw
   */
  List<Value> quantiles(Value eta, Moments moments) {
    return switch (head.family()) {
      case TWEEDIE -> tweedies(1, 1).of(moments, moments);
      case BETA -> betaQuantiles(eta, moments);
      case GAMMA -> gammaQuantiles(eta);
      default ->
          tables().map(all -> countQuantiles(all, eta)).orElseGet(() -> searched(eta, moments));
    };
  }

  /** Of so many draws of each of so many networks. */
  private TweedieQuantiles tweedies(int count, int of) {
    double[] powers =
        networks.stream()
            .limit(count)
            .mapToDouble(this::power)
            .flatMap(power -> DoubleStream.generate(() -> power).limit(of))
            .toArray();
    return new TweedieQuantiles(ops, powers, probabilities);
  }

  private double power(double... known) {
    double[] eta = new double[head.predictors()];
    eta[2] = known[2];
    return ((Tweedie) head.distribution(eta, 0)).power();
  }

  private List<Value> countQuantiles(List<CountQuantiles> tables, Value eta) {
    Value mean = ops.flat(distributions.positive(eta));
    return tables.stream().map(table -> table.of(ops, mean)).toList();
  }

  private List<Value> gammaQuantiles(Value eta) {
    Value mean = distributions.positive(eta);
    return each(p -> ops.mul(mean, gamma(p, eta)));
  }

  private List<Value> each(DoubleFunction<Value> quantile) {
    return Arrays.stream(probabilities).mapToObj(quantile).map(ops::flat).toList();
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

  private List<Value> betaQuantiles(Value eta, Moments moments) {
    if (Double.isNaN(fixed()[1]) || Bounds.scale(fixed()[1]) < SMOOTH) {
      return searched(eta, moments);
    }
    double precision = Bounds.scale(fixed()[1]);
    Value odds = distributions.meanOdds(eta);
    return each(
        p ->
            new Curve(
                    -Bounds.LOG_ODDS,
                    Bounds.LOG_ODDS,
                    logOdds -> new Beta(Bounds.logOdds(logOdds), precision).quantile(p))
                .of(ops, odds));
  }

  private Moments betaMoments(Value eta) {
    Value odds = distributions.meanOdds(eta);
    Value mean = ops.sigmoid(odds);
    Value rest = ops.sigmoid(ops.neg(odds));
    Value precision = distributions.dispersion(eta);
    return new Moments(mean, ops.sqrt(ops.div(ops.mul(mean, rest), ops.add(precision, 1))));
  }

  /**
   * Returns the quantiles of the average of the draws of all networks, which are searched.
   *
   * @param eta predictors (N, S, P)
   * @param all moments of the average (N, 1, 1)
   */
  List<Value> searched(Value eta, Moments all) {
    if (probabilities.length == 0) {
      return List.of();
    }
    if (head.family() == FamilyName.TWEEDIE) {
      return tweedies(networks.size(), draws).of(distributions.tweedie(eta), all);
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
    if (!Double.isNaN(fixed()[1])) {
      return ops.real(new Gamma(1, Bounds.scale(fixed()[1])).quantile(p));
    }
    DoubleUnaryOperator log = x -> Math.max(-1e6, Math.log(new Gamma(1, Math.exp(x)).quantile(p)));
    return ops.exp(
        new Curve(-Bounds.LOG_SCALE, Bounds.LOG_SCALE, log).of(ops, ops.slice(eta, 2, 1, 2)));
  }

  /** Steps by the mean of the counts, where no row changes anything else. */
  private Optional<List<CountQuantiles>> tables() {
    boolean constant = Arrays.stream(fixed()).skip(1).noneMatch(Double::isNaN);
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
        poisson() ? new Poisson(mean) : new NegativeBinomial(mean, Bounds.scale(fixed()[1]));
    return zeroInflated()
        ? new ZeroInflated(Bounds.logOdds(fixed()[fixed().length - 1]), counts)
        : counts;
  }
}
