package io.diglm.onnx;

/**
 * log of the mean slope of mixtures of logistic distributions over cells, a share of the marginal
 * in them: {@code io.diglm.network.CellProbabilities}. M components, A axes.
 */
final class LogisticMixture {
  private static final double LEAST_LOG_SCALE = -6;
  private static final double MOST_LOG_SCALE = 3;
  private static final double MOST = 80;
  private static final double MOST_END = 300;
  private static final double MARGINAL = 1e-3;
  private static final double LEAST = 1e-25;

  private final Ops ops;
  private final int components;
  private final int axes;

  LogisticMixture(Ops ops, int components, int axes) {
    this.ops = ops;
    this.components = components;
    this.axes = axes;
  }

  /**
   * Returns the logarithms (N, A), doubles.
   *
   * @param outputs logits (A M), means (A M) and log-scales (A M) first
   * @param middle of the cells (N, A)
   * @param width of the cells (N, A)
   */
  Value log(Value outputs, Value middle, Value width) {
    Value logits = part(outputs, 0);
    Value inverse = ops.exp(ops.neg(ops.clip(part(outputs, 2), LEAST_LOG_SCALE, MOST_LOG_SCALE)));
    Value wide = ops.reshape(middle, -1, axes, 1);
    Value half = ops.mul(ops.reshape(width, -1, axes, 1), 0.5);
    Value t = ops.mul(ops.sub(wide, part(outputs, 1)), inverse);
    Value slopes = slope(t, ops.mul(half, inverse), inverse);
    Value shifted = ops.sub(logits, ops.greatest(logits, 2));
    Value weights = ops.exp(ops.max(shifted, -MOST));
    Value total = ops.sum(ops.mul(weights, slopes), 2);
    Value all = ops.sum(weights, 2);
    Value own = slope(wide, half, ops.real(1));
    Value learned = ops.mul(ops.div(total, all), 1 - MARGINAL);
    Value whole = ops.add(learned, ops.mul(own, MARGINAL));
    Value log =
        ops.where(
            ops.greater(whole, LEAST),
            ops.log(whole),
            ops.add(far(wide, half), Math.log(MARGINAL)));
    return ops.reshape(log, -1, axes);
  }

  private Value part(Value outputs, int kind) {
    int count = axes * components;
    return ops.reshape(
        ops.columns(outputs, kind * count, (kind + 1) * count), -1, axes, components);
  }

  /** The mean slope of logistic functions over cells from t - h to t + h, times a factor. */
  private Value slope(Value t, Value h, Value factor) {
    Value d = ops.add(h, h);
    Value low = ops.exp(ops.clip(ops.sub(t, h), -MOST_END, MOST_END));
    Value high = ops.exp(ops.clip(ops.neg(ops.add(t, h)), -MOST_END, MOST_END));
    Value one = ops.real(1);
    // 1 - d (1/2 - d (1/6 - d / 24)) where the difference would lose digits.
    Value cubic = ops.sub(ops.real(1 / 6.0), ops.mul(d, 1 / 24.0));
    Value square = ops.sub(ops.real(0.5), ops.mul(d, cubic));
    Value series = ops.sub(one, ops.mul(d, square));
    Value quotient = ops.div(ops.sub(one, ops.exp(ops.neg(d))), d);
    Value shrunk = ops.where(ops.less(d, 1e-3), series, quotient);
    Value sides = ops.mul(ops.add(low, one), ops.add(high, one));
    return ops.div(ops.mul(shrunk, factor), sides);
  }

  /** log of the marginal's mean slope over a cell too far out for a float. */
  private Value far(Value middle, Value half) {
    Value series = ops.sub(ops.real(1), half);
    Value twice = ops.mul(half, 2);
    Value quotient = ops.neg(ops.div(ops.expm1(ops.neg(twice)), twice));
    Value shrunk = ops.where(ops.less(half, 1e-5), series, quotient);
    Value below = ops.softplus(ops.sub(middle, half));
    Value above = ops.softplus(ops.sub(ops.neg(middle), half));
    return ops.sub(ops.sub(ops.log(shrunk), below), above);
  }
}
