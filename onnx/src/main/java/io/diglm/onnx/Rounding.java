package io.diglm.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * Mean and variance of normals X rounded to whole numbers, as {@code
 * io.diglm.distribution.Rounded}.
 *
 * <p>What rounding adds is a sawtooth, whose Fourier series has as means over X the terms
 *
 * <pre>e_k = (-1)^k exp(-2 pi^2 k^2 sd^2), k = 1, 2, ...</pre>
 *
 * which shrink so fast that a few are all. Below a deviation where they are too many the moments
 * are sums over whole numbers, which are sums of distribution functions at the few steps between
 * them.
 */
final class Rounding {
  /** From this deviation on by the series. */
  private static final double NARROW = 0.25;

  /** Terms of the series: at the least deviation the next would be 5e-20. */
  private static final int TERMS = 5;

  /** Steps either way: more than 9 deviations, from a mean half a step off. */
  private static final int REACH = 3;

  private final Ops ops;
  private final Value nearest;

  /** Of the mean from its nearest whole number. */
  private final Value distance;

  /** The first moment from that whole number. */
  private final Value first;

  private final Value variance;

  /** Takes means and deviations (N, S, K). */
  Rounding(Ops ops, Value means, Value sds) {
    this.ops = ops;
    nearest = ops.graph().op("Round", means);
    distance = ops.sub(means, nearest);
    Value wide = ops.greater(sds, NARROW);
    Value[] series = series(ops.square(sds));
    Value[] sums = sums(ops.min(sds, NARROW));
    first = ops.where(wide, series[0], sums[0]);
    variance = ops.where(wide, series[1], sums[1]);
  }

  /** First moment and variance by the series. */
  private Value[] series(Value squares) {
    Value added = ops.real(0);
    Value more = ops.add(squares, 1 / 12.0);
    for (int k = 1; k <= TERMS; k++) {
      double turn = 2 * Math.PI * k;
      Value angle = ops.mul(distance, turn);
      Value damped = ops.mul(ops.exp(ops.mul(squares, -turn * turn / 2)), k % 2 == 0 ? 1 : -1);
      Value sine = ops.mul(damped, ops.sin(angle));
      // ONNX Runtime has no cosine of doubles.
      Value cosine = ops.mul(damped, ops.sin(ops.add(angle, Math.PI / 2)));
      added = ops.add(added, ops.mul(sine, 2 / turn));
      more = ops.add(more, ops.mul(cosine, ops.add(ops.mul(squares, 4), 4 / (turn * turn))));
    }
    return new Value[] {ops.add(distance, added), ops.sub(more, ops.square(added))};
  }

  /**
   * First moment and variance by sums of s (F_(s + 1) - F_s) and of its square from -3 to 3, F
   * being 0 before and 1 after.
   */
  private Value[] sums(Value sds) {
    double[] steps = new double[2 * REACH];
    double[] odd = new double[steps.length];
    Arrays.setAll(steps, i -> i - REACH + 1 - 0.5);
    Arrays.setAll(odd, i -> 2 * (i - REACH + 1) - 1.0);
    // (N, S, K, steps)
    Value z = ops.div(ops.sub(list(steps), deep(distance)), deep(sds));
    Value below = new Normals(ops).cdf(z);
    Value one = ops.sub(ops.real(REACH), flat(ops.sum(below, 3)));
    double most = (double) REACH * REACH;
    Value two = ops.sub(ops.real(most), flat(ops.sum(ops.mul(below, list(odd)), 3)));
    return new Value[] {one, ops.sub(two, ops.square(one))};
  }

  private Value list(double... numbers) {
    return ops.graph().doubles(new long[] {numbers.length}, numbers);
  }

  private Value deep(Value a) {
    return ops.graph().op("Unsqueeze", a, ops.graph().list(3));
  }

  private Value flat(Value a) {
    return ops.graph().op("Squeeze", a, ops.graph().list(3));
  }

  Value mean() {
    return ops.add(nearest, first);
  }

  Value variance() {
    return variance;
  }

  /** The whole number that a quantile of the normals is rounded to. */
  static Value quantile(Ops ops, Value latent) {
    return ops.graph().op("Ceil", ops.add(latent, -0.5));
  }

  static List<Value> quantiles(Ops ops, List<Value> latent) {
    return latent.stream().map(x -> quantile(ops, x)).toList();
  }
}
