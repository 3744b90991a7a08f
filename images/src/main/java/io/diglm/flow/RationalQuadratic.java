package io.diglm.flow;

import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Monotone rational-quadratic splines, one for each of (N, d) numbers, through K + 1 knots from
 * (-B, -B) to (B, B), with slope 1 at the ends and the identity beyond them (Durkan et al. 2019,
 * section 3.1).
 *
 * @param knots x, y and slope of the knots (N, d, 3, K + 1)
 * @param tail B
 */
record RationalQuadratic(Tensor knots, double tail) {
  private static final double SMALLEST_BIN = 1e-3;
  private static final double SMALLEST_SLOPE = 1e-3;

  /** softplus(raw + this) + SMALLEST_SLOPE is 1 at raw = 0. */
  private static final double UNIT_SLOPE = Math.log(Math.expm1(1 - SMALLEST_SLOPE));

  /** Mapped numbers and their log-slopes, both (N, d). */
  record Point(Tensor value, Tensor logSlope) {}

  /** The knots at both ends of each number's bin, all (N, d). */
  private record Bin(
      Tensor x, Tensor y, Tensor width, Tensor height, Tensor leftSlope, Tensor rightSlope) {
    Tensor rise() {
      return height.div(width);
    }

    /** leftSlope + rightSlope - 2 rise. */
    Tensor bend(Tensor rise) {
      return leftSlope.add(rightSlope).sub(Tensors.times(rise, 2));
    }
  }

  /** Returns how many parameters a spline has: K widths, K heights, K - 1 inner slopes. */
  static int parameters(int bins) {
    return 3 * bins - 1;
  }

  /** Makes splines from raw parameters (N, d, 3 K - 1); all 0 give the identity. */
  static RationalQuadratic of(Tensor raw, int bins, double tail) {
    Tensor x = positions(raw.narrow(2, 0, bins), bins, tail);
    Tensor y = positions(raw.narrow(2, bins, bins), bins, tail);
    Tensor shifted = Tensors.plus(raw.narrow(2, 2L * bins, bins - 1L), UNIT_SLOPE);
    Tensor inner = Tensors.plus(torch.log_sigmoid(shifted.neg()).neg(), SMALLEST_SLOPE);
    Tensor slopes = torch.constant_pad_nd(inner, new long[] {1, 1}, new Scalar(1.0));
    Tensor knots = Tensors.cat(2, x.unsqueeze(2), y.unsqueeze(2), slopes.unsqueeze(2));
    return new RationalQuadratic(knots, tail);
  }

  /** Raw sizes of bins to positions of knots; both ends are exact. */
  private static Tensor positions(Tensor raw, int bins, double tail) {
    Tensor shares = Tensors.times(raw.softmax(2), 2 * tail * (1 - SMALLEST_BIN * bins));
    Tensor sizes = Tensors.plus(shares.narrow(2, 0, bins - 1L), 2 * tail * SMALLEST_BIN);
    Tensor inner = Tensors.plus(sizes.cumsum(2, new ScalarTypeOptional()), -tail);
    Tensor left = torch.constant_pad_nd(inner, new long[] {1, 0}, new Scalar(-tail));
    return torch.constant_pad_nd(left, new long[] {0, 1}, new Scalar(tail));
  }

  /** x (N, d) to y and log dy/dx. */
  Point forward(Tensor x) {
    Tensor inside = Tensors.clamp(x, -tail, tail);
    Bin bin = bin(inside, 0);
    Tensor at = inside.sub(bin.x).div(bin.width);
    Tensor mixed = at.mul(oneMinus(at));
    Tensor rise = bin.rise();
    Tensor numerator = rise.mul(at.square()).add(bin.leftSlope.mul(mixed));
    Tensor denominator = rise.add(bin.bend(rise).mul(mixed));
    Tensor y = bin.y.add(bin.height.mul(numerator).div(denominator));
    return beyond(x, y, logSlope(bin, at));
  }

  /** y (N, d) to x and log dx/dy. */
  Point inverse(Tensor y) {
    Tensor inside = Tensors.clamp(y, -tail, tail);
    Bin bin = bin(inside, 1);
    Tensor at = root(bin, inside.sub(bin.y));
    Tensor x = bin.x.add(bin.width.mul(at));
    return beyond(y, x, logSlope(bin, at).neg());
  }

  /**
   * Returns the position in the bin, in [0, 1], of a number that is {@code up} above the lower end
   * of the bin.
   */
  private static Tensor root(Bin bin, Tensor up) {
    Tensor rise = bin.rise();
    Tensor bent = up.mul(bin.bend(rise));
    Tensor a = bin.height.mul(rise.sub(bin.leftSlope)).add(bent);
    Tensor b = bin.height.mul(bin.leftSlope).sub(bent);
    Tensor c = rise.mul(up).neg();
    Tensor discriminant = b.square().sub(Tensors.times(a.mul(c), 4));
    Tensor root = Tensors.atLeast(discriminant, 0).sqrt();
    return Tensors.times(c, 2).div(b.neg().sub(root));
  }

  private static Tensor logSlope(Bin bin, Tensor at) {
    Tensor rest = oneMinus(at);
    Tensor mixed = at.mul(rest);
    Tensor rise = bin.rise();
    Tensor numerator =
        bin.rightSlope
            .mul(at.square())
            .add(Tensors.times(rise.mul(mixed), 2))
            .add(bin.leftSlope.mul(rest.square()));
    Tensor denominator = rise.add(bin.bend(rise).mul(mixed));
    return numerator.log().add(Tensors.times(rise.log().sub(denominator.log()), 2));
  }

  /** The identity outside [-B, B]. */
  private Point beyond(Tensor from, Tensor to, Tensor logSlope) {
    Tensor inside = from.abs().lt(new Scalar(tail));
    return new Point(torch.where(inside, to, from), torch.where(inside, logSlope, new Scalar(0.0)));
  }

  /** Finds the bins of numbers among the knots' x (coordinate 0) or y (1). */
  private Bin bin(Tensor numbers, long coordinate) {
    long bins = knots.size(3) - 1;
    Tensor inner = knots.select(2, coordinate).narrow(2, 1, bins - 1);
    Tensor index =
        numbers.unsqueeze(2).ge(inner).sum(new long[] {2}, true, new ScalarTypeOptional());
    Tensor left = index.unsqueeze(3).expand(index.size(0), index.size(1), 3, 1);
    Tensor from = knots.gather(3, left).squeeze(3);
    Tensor to = knots.gather(3, Tensors.plus(left, 1).to(left.scalar_type())).squeeze(3);
    Tensor step = to.sub(from);
    return new Bin(
        from.select(2, 0),
        from.select(2, 1),
        step.select(2, 0),
        step.select(2, 1),
        from.select(2, 2),
        to.select(2, 2));
  }

  private static Tensor oneMinus(Tensor x) {
    return Tensors.plus(x.neg(), 1);
  }
}
