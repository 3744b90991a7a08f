package io.diglm.onnx;

import io.diglm.distribution.Tweedie;
import io.diglm.onnx.Distributions.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Quantiles of Tweedie distributions whose power no row changes, or of averages of them with equal
 * weights.
 *
 * <p>Relative to the mean, a quantile is a function of lambda alone, the mean number of summands.
 * It is 0 up to lambda = -log p. Above, its logarithm by log(lambda + log p) is smooth and nearly
 * straight at both ends, so a {@link Curve} gives it. Where summands vary so little that the
 * distribution has gaps (powers near 1), the curve would be wrong in them, which is found when it
 * is made. Then, and for an average, {@link TweedieSum} is solved numerically.
 */
final class TweedieQuantiles {
  private static final double LEAST_EXCESS = -20;

  /** Of lambda; a distribution of more summands is as good as one of so many. */
  static final double MOST = 1e12;

  private static final double MOST_EXCESS = Math.log(MOST);

  /** Sizes of a table: the least that is good enough is taken, because each point is a search. */
  private static final int[] POINTS = {1025, 2049, Curve.MOST_POINTS};

  /** The largest error of the logarithm of a quantile that a curve may have. */
  private static final double ERROR = 1e-7;

  /** Points at which it is measured. */
  private static final int CHECKS = 97;

  /** They lie so far to either side of 0; beyond, the function is nearly straight. */
  private static final double BENT = 10;

  /** Logarithms of quantiles below this are left out. */
  private static final double LEAST_LOG = -700;

  /** A step so short, relative to the deviation of log y, ends a search. */
  private static final double CLOSE = 1e-8;

  /** Curves give the ends of a bracket to less. */
  private static final double ROOM = 1e-5;

  private final Ops ops;
  private final double[] powers;
  private final double[] probabilities;
  private final List<Double> distinct;

  /**
   * Takes Q probabilities.
   *
   * @param powers of each of S draws
   */
  TweedieQuantiles(Ops ops, double[] powers, double... probabilities) {
    this.ops = ops;
    this.powers = powers;
    this.probabilities = probabilities;
    distinct = Arrays.stream(powers).boxed().distinct().toList();
  }

  /**
   * Returns Q columns (N, 1).
   *
   * @param parts means and deviations (N, S, 1)
   * @param all mean and deviation of their average (N, 1, 1)
   */
  List<Value> of(Moments parts, Moments all) {
    Value means = turned(parts.mean());
    Value variation = ops.square(ops.div(turned(parts.sd()), means));
    double[] factors = Arrays.stream(powers).map(p -> 1 / (2 - p)).toArray();
    Value lambda = ops.min(ops.div(each(factors), variation), MOST);
    List<Optional<Curve>> curves = Arrays.stream(probabilities).mapToObj(this::curve).toList();
    boolean tabled = curves.stream().allMatch(Optional::isPresent);
    List<Value> logs = new ArrayList<>();
    for (int q = 0; q < probabilities.length && tabled; q++) {
      Value excess = ops.add(lambda, Math.log(probabilities[q]));
      Value at = ops.log(ops.max(excess, Double.MIN_NORMAL));
      int[] which = Arrays.stream(powers).mapToInt(distinct::indexOf).toArray();
      Value log = ops.add(curves.get(q).orElseThrow().of(ops, at, which), ops.log(means));
      logs.add(ops.where(ops.greater(excess, 0), log, ops.real(LEAST_LOG)));
    }
    if (tabled && powers.length == 1) {
      return logs.stream().map(log -> ops.flat(exponential(log))).toList();
    }
    return searched(means, lambda, all, logs);
  }

  private Value exponential(Value log) {
    return ops.where(ops.greater(log, LEAST_LOG), ops.exp(log), ops.real(0));
  }

  private List<Value> searched(Value means, Value lambda, Moments all, List<Value> logs) {
    double[] alphas = Arrays.stream(powers).map(p -> (2 - p) / (p - 1)).toArray();
    TweedieSum sum =
        new TweedieSum(
            lambda, each(alphas), ops.log(ops.div(means, ops.mul(lambda, each(alphas)))));
    int count = probabilities.length;
    Value wanted = ops.graph().doubles(new long[] {1, count, 1}, probabilities);
    // No quantile is above the mean by more than sqrt(p / (1 - p)) deviations (Cantelli).
    double[] far = Arrays.stream(probabilities).map(p -> Math.sqrt(p / (1 - p))).toArray();
    Value reach = ops.mul(all.sd(), ops.graph().doubles(new long[] {1, count, 1}, far));
    Value high = ops.log(ops.add(all.mean(), reach));
    Value low = ops.add(ops.mul(high, 0), LEAST_LOG);
    Value start = ops.min(ops.log(all.mean()), high);
    if (!logs.isEmpty()) {
      // An average's quantile lies between those of its parts.
      low = ops.add(beside(logs.stream().map(log -> ops.least(log, 2)).toList()), -ROOM);
      high = ops.add(beside(logs.stream().map(log -> ops.greatest(log, 2)).toList()), ROOM);
      start = ops.add(ops.mul(low, 0.5), ops.mul(high, 0.5));
    }
    Value close = ops.mul(ops.min(ops.div(all.sd(), all.mean()), 1), CLOSE);
    Value found =
        Roots.of(ops, (in, t) -> sum.less(in, t, wanted), start, low, ops.max(high, low), close);
    Value zero = ops.graph().op("ReduceMean", axis(), ops.exp(ops.neg(lambda)));
    Value some = ops.greater(wanted, zero);
    return MixtureQuantiles.columns(
        ops, ops.where(some, ops.exp(found), ops.real(0)), probabilities.length);
  }

  private static List<Attribute> axis() {
    return List.of(Attribute.of("axes", new long[] {2}));
  }

  private Value beside(List<Value> columns) {
    return ops.along(1, columns);
  }

  private Value each(double... numbers) {
    return ops.graph().doubles(new long[] {1, 1, numbers.length}, numbers);
  }

  /** Draws (N, S, 1) as (N, 1, S). */
  private Value turned(Value draws) {
    return ops.reshape(draws, 0, 1, -1);
  }

  /** Returns the curves of all powers, or nothing if one of them is not good enough. */
  private Optional<Curve> curve(double p) {
    Logarithm[] exact =
        distinct.stream().map(power -> new Logarithm(power, p)).toArray(Logarithm[]::new);
    return IntStream.of(POINTS)
        .filter(points -> Arrays.stream(exact).allMatch(function -> good(points, function)))
        .mapToObj(points -> new Curve(points, LEAST_EXCESS, MOST_EXCESS, exact))
        .findFirst();
  }

  /** Whether a table of so many points would be, at irregular distances from them. */
  private static boolean good(int points, Logarithm exact) {
    return IntStream.range(0, CHECKS)
        .mapToDouble(i -> (i + Math.PI % 1) / CHECKS)
        .map(share -> BENT * (2 * share - 1))
        .allMatch(
            at -> {
              double got = Curve.at(points, LEAST_EXCESS, MOST_EXCESS, exact, at);
              return Math.abs(got - exact.applyAsDouble(at)) <= ERROR;
            });
  }

  /** The logarithm of a quantile of mean 1, by log(lambda + log p). */
  private record Logarithm(double power, double p) implements DoubleUnaryOperator {
    @Override
    public double applyAsDouble(double logExcess) {
      double lambda = Math.exp(logExcess) - Math.log(p);
      double quantile = new Tweedie(1, 1 / (lambda * (2 - power)), power).quantile(p);
      return Math.max(LEAST_LOG, Math.log(quantile));
    }
  }
}
