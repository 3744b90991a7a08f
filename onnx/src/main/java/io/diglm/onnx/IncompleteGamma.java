package io.diglm.onnx;

/** Of t = ln X, X a gamma of scale 1. */
final class IncompleteGamma extends Incomplete {
  /** Beyond the mode by more nothing is left of any. */
  private static final double FAR = 50;

  private static final double MOST_LOG = 700;

  private final Value shape;
  private final Value raised;
  private final Value logPeak;

  IncompleteGamma(Ops ops, Value shape) {
    this.shape = shape;
    raised = ops.add(shape, RAISED);
    Value root = ops.mul(ops.log(ops.mul(raised, 1 / (2 * Math.PI))), 0.5);
    logPeak = ops.sub(root, stirling(ops, raised));
  }

  @Override
  Value fall(Ops in, Value s) {
    return in.mul(raised, in.sub(in.expm1(s), s));
  }

  @Override
  Value slope(Ops in, Value s) {
    return in.mul(raised, in.expm1(s));
  }

  @Override
  Part of(Ops in, Value t) {
    Value mode = in.log(raised);
    Value s = in.min(in.sub(t, mode), FAR);
    Value tail = tail(in, s, raised, logPeak);
    // x^a e^-x / Gamma(a + 1), and so on up to the raised shape.
    Value log = in.sub(in.sub(logPeak, fall(in, s)), in.mul(in.add(s, mode), RAISED));
    Value product = in.real(1);
    for (int k = 1; k < RAISED; k++) {
      product = in.mul(product, in.add(shape, k));
    }
    Value first = in.exp(in.add(log, in.log(product)));
    Value x = in.exp(in.min(t, MOST_LOG));
    Value term = first;
    Value lower = first;
    for (int k = 1; k < RAISED; k++) {
      term = in.div(in.mul(term, x), in.add(shape, k));
      lower = in.add(lower, term);
    }
    Value left = in.less(s, 0);
    Value rest = in.sub(in.real(1), tail);
    return new Part(
        in.add(in.where(left, tail, rest), lower),
        in.sub(in.where(left, rest, tail), lower),
        in.mul(first, shape));
  }
}
