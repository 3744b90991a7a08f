package io.diglm.onnx;

import io.diglm.network.RowFlow;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rational-quadratic splines in a graph (Durkan et al. 2019), K bins from -B to B, the identity
 * beyond; in double precision. d columns are moved.
 */
final class Splines {
  private static final double SMALLEST = 1e-3;

  /** softplus(raw + this) + SMALLEST is 1 at raw = 0. */
  private static final double UNIT_SLOPE = Math.log(Math.expm1(1 - SMALLEST));

  private final Ops ops;
  private final int bins;

  Splines(Ops ops, int bins) {
    this.ops = ops;
    this.bins = bins;
  }

  /**
   * Moves columns.
   *
   * @param x (N, d), floats
   * @param raw (N, d (3 K - 1)), floats: widths, heights and slopes of each column
   */
  Moved move(Value x, Value raw, int d) {
    Value shapes = ops.reshape(ops.toDouble(raw), -1, d, 3L * bins - 1);
    Value wide = ops.reshape(ops.toDouble(x), -1, d, 1);
    Value[] across = knots(ops.slice(shapes, 2, 0, bins));
    Value[] up = knots(ops.slice(shapes, 2, bins, 2L * bins));
    // The inner knots at or below x say in which bin it lies.
    Value inner = ops.slice(across[0], 2, 1, bins);
    Value passed = ops.graph().op("GreaterOrEqual", wide, inner);
    Value bin = ops.sum(ops.cast(passed, Element.INT64), 2);
    Value left = take(across[0], bin);
    Value width = take(across[1], bin);
    Value low = take(up[0], bin);
    Value height = take(up[1], bin);
    Value slopes = slopes(ops.slice(shapes, 2, 2L * bins, 3L * bins - 1));
    Value leftSlope = take(slopes, bin);
    Value rightSlope = take(slopes, ops.add(bin, ops.whole(1)));

    Value part = ops.div(ops.sub(wide, left), width);
    Value other = ops.sub(ops.real(1), part);
    Value mixed = ops.mul(part, other);
    Value rise = ops.div(height, width);
    Value numerator = ops.add(ops.mul(rise, ops.square(part)), ops.mul(leftSlope, mixed));
    Value bend = ops.sub(ops.add(leftSlope, rightSlope), ops.mul(rise, 2));
    Value denominator = ops.add(rise, ops.mul(bend, mixed));
    Value top =
        ops.add(
            ops.add(ops.mul(rightSlope, ops.square(part)), ops.mul(ops.mul(rise, 2), mixed)),
            ops.mul(leftSlope, ops.square(other)));
    Value logSlope =
        ops.add(ops.log(top), ops.mul(ops.sub(ops.log(rise), ops.log(denominator)), 2));
    Value y = ops.add(low, ops.mul(height, ops.div(numerator, denominator)));
    Value inside = ops.less(ops.abs(wide), RowFlow.TAIL);
    Value moved = ops.reshape(ops.toFloat(ops.where(inside, y, wide)), -1, d);
    Value logDet = ops.reshape(ops.where(inside, logSlope, ops.real(0)), -1, d);
    return new Moved(moved, Optional.of(ops.sum(logDet, 1)), 0);
  }

  /** Where the bins start, and how wide they are; the last one ends at B. */
  private Value[] knots(Value raw) {
    Value grown = ops.exp(ops.sub(raw, ops.greatest(raw, 2)));
    Value share = ops.div(grown, ops.sum(grown, 2));
    double rest = 1 - SMALLEST * bins;
    Value widths = ops.mul(ops.add(ops.mul(share, rest), SMALLEST), 2 * RowFlow.TAIL);
    double[] below = new double[bins * bins];
    for (int from = 0; from < bins; from++) {
      Arrays.fill(below, from * bins + from + 1, (from + 1) * bins, 1);
    }
    Value sums = ops.matmul(widths, ops.graph().doubles(new long[] {bins, bins}, below));
    Value starts = ops.add(sums, -RowFlow.TAIL);
    Value last = ops.sub(ops.real(RowFlow.TAIL), ops.slice(starts, 2, bins - 1, bins));
    Value ends = ops.along(2, List.of(ops.slice(widths, 2, 0, bins - 1L), last));
    return new Value[] {starts, ends};
  }

  /** The slopes at all knots (N, d, K + 1), 1 at both ends. */
  private Value slopes(Value raw) {
    Value inner = ops.add(ops.softplus(ops.add(raw, UNIT_SLOPE)), SMALLEST);
    Value end = ops.slice(inner, 2, 0, 1);
    Value one = ops.add(ops.mul(end, ops.real(0)), 1);
    return ops.along(2, List.of(one, inner, one));
  }

  private Value take(Value all, Value bin) {
    return ops.graph().op("GatherElements", List.of(Attribute.of("axis", 2)), all, bin);
  }
}
