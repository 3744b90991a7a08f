package io.diglm.onnx;

import io.diglm.onnx.Distributions.Moments;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Quantiles of gamma and beta distributions and of distributions of counts, or of averages of them
 * with equal weights, whose shapes differ from row to row: roots of the incomplete gamma and beta
 * functions.
 */
final class ShapedQuantiles {
  /** A step so short, in deviations of the narrowest part, ends a search: see {@link Roots}. */
  private static final double CLOSE = 1e-6;

  /** log-odds beyond which a share is 0 or 1. */
  private static final double MOST_ODDS = 600;

  /** log(p Gamma(a + 1)) / a is at least log(p) / a less Euler's constant, and rounding. */
  private static final double EULER = 0.5773;

  /** Halvings that no bracket of counts outlasts. */
  private static final int MOST_HALVINGS = 80;

  private final Ops ops;
  private final double[] probabilities;

  /** The probabilities (1, Q, 1). */
  private final Value wanted;

  /**
   * Takes Q probabilities.
   *
   * @param probabilities between 0 and 1, at least one
   */
  ShapedQuantiles(Ops ops, double... probabilities) {
    this.ops = ops;
    this.probabilities = probabilities;
    wanted = each(p -> p);
  }

  private Value each(DoubleUnaryOperator of) {
    double[] numbers = Arrays.stream(probabilities).map(of).toArray();
    return ops.graph().doubles(new long[] {1, numbers.length, 1}, numbers);
  }

  /** Draws (N, S, 1) as (N, 1, S). */
  private Value turned(Value draws) {
    return ops.reshape(draws, 0, 1, -1);
  }

  /**
   * Of gammas.
   *
   * @param means (N, S, 1)
   * @param dispersions (N, S, 1), or one for all
   * @param all mean and deviation of their average (N, 1, 1)
   * @return Q columns (N, 1)
   */
  List<Value> gammas(Value means, Value dispersions, Moments all) {
    Value shape = turned(ops.div(ops.add(ops.mul(means, 0), 1), dispersions));
    Value logScale = ops.sub(ops.log(turned(means)), ops.log(shape));
    IncompleteGamma gamma = new IncompleteGamma(ops, shape);
    // P(a, x) <= x^a / Gamma(a + 1), and Cantelli's inequality.
    Value lowest = ops.add(ops.div(each(Math::log), shape), -EULER);
    Value low = ops.least(ops.add(lowest, logScale), 2);
    Value high = ops.log(highest(all));
    Value start = ops.max(ops.min(ops.log(all.mean()), high), low);
    Value narrowest = ops.sqrt(ops.greatest(ops.add(shape, Incomplete.RAISED), 2));
    List<Value> found =
        roots((in, t) -> gamma.of(in, in.sub(t, logScale)), start, low, high, narrowest);
    return found.stream().map(ops::exp).toList();
  }

  /**
   * Of betas.
   *
   * @param odds log-odds of their means (N, S, 1)
   * @param precisions (N, S, 1), or one for all
   * @param all mean and deviation of their average (N, 1, 1)
   * @return Q columns (N, 1)
   */
  List<Value> betas(Value odds, Value precisions, Moments all) {
    Value a = turned(ops.mul(ops.sigmoid(odds), precisions));
    Value b = turned(ops.mul(ops.sigmoid(ops.neg(odds)), precisions));
    IncompleteBeta beta = new IncompleteBeta(ops, a, b);
    Value none = ops.mul(ops.add(all.mean(), wanted), 0);
    Value low = ops.add(none, -MOST_ODDS);
    Value high = ops.add(none, MOST_ODDS);
    Value start = ops.add(none, ops.real(0));
    Value narrowest = ops.sqrt(ops.greatest(ops.add(ops.add(a, b), 2.0 * Incomplete.RAISED), 2));
    return roots(beta::of, start, low, high, narrowest).stream().map(ops::sigmoid).toList();
  }

  private interface Parts {
    Incomplete.Part of(Ops in, Value t);
  }

  private List<Value> roots(Parts parts, Value start, Value low, Value high, Value narrowest) {
    Value close = ops.div(ops.real(CLOSE), narrowest);
    Value sides = each(p -> p <= 0.5 ? 1 : -1);
    Value tails = each(p -> Math.min(p, 1 - p));
    Value found =
        Roots.of(
            ops,
            (in, t) -> {
              Incomplete.Part part = parts.of(in, t);
              Value mass = in.where(in.greater(sides, 0), part.below(), part.above());
              Value excess = in.mul(in.sub(mean(in, mass), tails), sides);
              return new Roots.At(excess, mean(in, part.density()));
            },
            start,
            low,
            high,
            close);
    return MixtureQuantiles.columns(ops, found, probabilities.length);
  }

  private static Value mean(Ops in, Value parts) {
    return in.graph().op("ReduceMean", List.of(Attribute.of("axes", new long[] {2})), parts);
  }

  /** No quantile is above the mean by more than sqrt(p / (1 - p)) deviations (Cantelli). */
  private Value highest(Moments all) {
    return ops.add(all.mean(), ops.mul(all.sd(), each(p -> Math.sqrt(p / (1 - p)))));
  }

  /** P(Y &lt;= k) of all parts (N, Q, S) of counts k (N, Q, 1). */
  interface Counts {
    Value below(Ops in, Value k);
  }

  /** Of Poissons of means (N, S, 1). */
  Counts poissons(Value means) {
    Value logMean = ops.log(turned(means));
    return (in, k) -> new IncompleteGamma(in, in.add(k, 1)).of(in, logMean).above();
  }

  /** Of negative binomials of means and dispersions (N, S, 1). */
  Counts negativeBinomials(Value means, Value dispersions) {
    Value size = turned(ops.div(ops.add(ops.mul(means, 0), 1), dispersions));
    Value odds = ops.sub(ops.log(size), ops.log(turned(means)));
    return (in, k) -> new IncompleteBeta(in, size, in.add(k, 1)).of(in, odds).below();
  }

  /** With structural zeros, by the log-odds of one (N, S, 1). */
  Counts inflated(Counts counts, Value zeroOdds) {
    Value zero = turned(ops.sigmoid(zeroOdds));
    Value rest = turned(ops.sigmoid(ops.neg(zeroOdds)));
    return (in, k) -> in.add(zero, in.mul(rest, counts.below(in, k)));
  }

  /**
   * The least count k with P(Y &lt;= k) at least p, by halving the bracket of Cantelli's
   * inequality.
   *
   * @param all mean and deviation of their average (N, 1, 1)
   * @return Q columns (N, 1)
   */
  List<Value> counts(Counts counts, Moments all) {
    Value most = ops.graph().op("Ceil", highest(all));
    Value apart = ops.mul(all.sd(), each(p -> Math.sqrt((1 - p) / p)));
    Value least = ops.max(ops.add(ops.floor(ops.sub(all.mean(), apart)), -1), -1);
    Graph body = new Graph("k");
    Ops in = ops.within(body);
    body.scalar(Element.INT64);
    body.scalar(Element.BOOL);
    Value low = body.carried(Element.DOUBLE);
    Value high = body.carried(Element.DOUBLE);
    Value middle = in.max(in.floor(in.mul(in.add(low, high), 0.5)), 0);
    Value enough = in.not(in.less(mean(in, counts.below(in, middle)), wanted));
    Value newLow = in.where(enough, low, middle);
    Value newHigh = in.where(enough, middle, high);
    body.carry(Roots.any(in, in.greater(in.sub(newHigh, newLow), 1)), Element.BOOL);
    body.carry(newLow, Element.DOUBLE);
    body.carry(newHigh, Element.DOUBLE);
    Value found = ops.graph().loop(body, MOST_HALVINGS, least, most).get(1);
    return MixtureQuantiles.columns(ops, found, probabilities.length);
  }
}
