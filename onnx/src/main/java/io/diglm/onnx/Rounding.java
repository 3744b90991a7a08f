package io.diglm.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * Mean and variance of normals rounded to whole numbers, as {@code io.diglm.distribution.Rounded}:
 * from a deviation of 2 on by Sheppard's correction, below by sums over whole numbers, which are
 * sums of distribution functions at the steps between them.
 */
final class Rounding {
  private static final double WIDE = 2;

  /** Steps either way: more than 9 deviations of 2. */
  private static final int REACH = 19;

  private final Ops ops;
  private final Value means;
  private final Value sds;
  private final Value wide;

  /** From the nearest whole number of the mean: its first and second moment. */
  private final Value first;

  private final Value second;

  /** Takes means and deviations (N, S, K). */
  Rounding(Ops ops, Value means, Value sds) {
    this.ops = ops;
    this.means = means;
    this.sds = sds;
    wide = ops.greater(sds, WIDE);
    double[] steps = new double[2 * REACH];
    double[] odd = new double[steps.length];
    Arrays.setAll(steps, i -> i - REACH + 1 - 0.5);
    Arrays.setAll(odd, i -> 2 * (i - REACH + 1) - 1.0);
    // (N, S, K, steps)
    Value at = ops.graph().op("Unsqueeze", distance(), ops.graph().list(3));
    Value sd = ops.graph().op("Unsqueeze", ops.min(sds, WIDE), ops.graph().list(3));
    Value z = ops.div(ops.sub(list(steps), at), sd);
    Value below = new Normals(ops).cdf(z);
    // sum of s (F_(s + 1) - F_s) from -19 to 19, F being 0 before and 1 after.
    first = ops.sub(ops.real(REACH), squeezed(ops.sum(below, 3)));
    second =
        ops.sub(ops.real((double) REACH * REACH), squeezed(ops.sum(ops.mul(below, list(odd)), 3)));
  }

  private Value list(double... numbers) {
    return ops.graph().doubles(new long[] {numbers.length}, numbers);
  }

  private Value squeezed(Value a) {
    return ops.graph().op("Squeeze", a, ops.graph().list(3));
  }

  private Value nearest() {
    return ops.graph().op("Round", means);
  }

  private Value distance() {
    return ops.sub(means, nearest());
  }

  Value mean() {
    return ops.where(wide, means, ops.add(nearest(), first));
  }

  Value variance() {
    Value sheppard = ops.add(ops.square(sds), 1 / 12.0);
    return ops.where(wide, sheppard, ops.sub(second, ops.square(first)));
  }

  /** The whole number that a quantile of the normals is rounded to. */
  static Value quantile(Ops ops, Value latent) {
    return ops.graph().op("Ceil", ops.add(latent, -0.5));
  }

  static List<Value> quantiles(Ops ops, List<Value> latent) {
    return latent.stream().map(x -> quantile(ops, x)).toList();
  }
}
