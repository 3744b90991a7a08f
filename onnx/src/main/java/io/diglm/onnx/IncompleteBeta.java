package io.diglm.onnx;

/** Of the log-odds t of a beta, with shapes a and b. */
final class IncompleteBeta extends Incomplete {
  private final Value a;
  private final Value b;
  private final Value raisedA;
  private final Value both;
  private final Value mode;
  private final Value curvature;
  private final Value logPeak;

  /** 1 where the smaller of the raised shapes is a, else -1: on that side no digits cancel. */
  private final Value side;

  /** The smaller of the raised shapes, and its share of both. */
  private final Value smaller;

  private final Value share;

  IncompleteBeta(Ops ops, Value a, Value b) {
    this.a = a;
    this.b = b;
    raisedA = ops.add(a, RAISED);
    Value raisedB = ops.add(b, RAISED);
    both = ops.add(raisedA, raisedB);
    mode = ops.sub(ops.log(raisedA), ops.log(raisedB));
    Value left = ops.less(raisedA, raisedB);
    side = ops.where(left, ops.real(1), ops.real(-1));
    smaller = ops.where(left, raisedA, raisedB);
    share = ops.div(smaller, both);
    Value larger = ops.where(left, raisedB, raisedA);
    curvature = ops.mul(share, larger);
    Value root = ops.mul(ops.log(ops.mul(curvature, 1 / (2 * Math.PI))), 0.5);
    Value lost = ops.add(stirling(ops, raisedA), stirling(ops, raisedB));
    logPeak = ops.add(ops.sub(root, lost), stirling(ops, both));
  }

  @Override
  Value fall(Ops in, Value s) {
    Value towards = in.mul(side, s);
    Value grown = in.log1p(in.mul(share, in.expm1(towards)));
    return in.sub(in.mul(both, grown), in.mul(smaller, towards));
  }

  @Override
  Value slope(Ops in, Value s) {
    Value growth = in.expm1(in.mul(side, s));
    Value rest = in.mul(in.sub(in.real(1), share), in.mul(smaller, growth));
    return in.mul(side, in.div(rest, in.add(in.mul(share, growth), 1)));
  }

  @Override
  Part of(Ops in, Value t) {
    Value s = in.sub(t, mode);
    Value tail = tail(in, s, curvature, logPeak);
    Value logX = in.neg(in.softplus(in.neg(t)));
    Value logY = in.neg(in.softplus(t));
    // x^(a + 16) y^b Gamma(a + 16 + b) / (Gamma(a + 16) Gamma(b + 1)), and so on.
    Value fewer = in.add(raisedA, b);
    Value product = in.div(in.real(1), in.add(fewer, RAISED - 1.0));
    for (int j = 1; j < RAISED; j++) {
      product = in.mul(product, in.div(in.add(b, j), in.add(fewer, j - 1.0)));
    }
    Value log = in.sub(in.sub(logPeak, fall(in, s)), in.mul(logY, RAISED));
    Value logSecond = in.add(log, in.log(product));
    Value upper = sum(in, in.exp(logSecond), in.exp(logY), fewer, in.add(b, 1));
    // x^a y^b Gamma(a + b) / (Gamma(a + 1) Gamma(b)), and so on.
    Value sum = in.add(a, b);
    product = in.div(b, sum);
    for (int k = 1; k < RAISED; k++) {
      product = in.mul(product, in.div(in.add(a, k), in.add(sum, k)));
    }
    Value first = in.exp(in.add(in.sub(logSecond, in.mul(logX, RAISED)), in.log(product)));
    Value lower = sum(in, first, in.exp(logX), sum, in.add(a, 1));
    Value left = in.less(s, 0);
    Value rest = in.sub(in.real(1), tail);
    Value more = in.sub(lower, upper);
    return new Part(
        in.add(in.where(left, tail, rest), more),
        in.sub(in.where(left, rest, tail), more),
        in.mul(first, a));
  }

  /** The first 16 terms, each the one before times factor (above + j) / (below + j). */
  private static Value sum(Ops in, Value first, Value factor, Value above, Value below) {
    Value term = first;
    Value sum = first;
    for (int j = 0; j < RAISED - 1; j++) {
      term = in.div(in.mul(in.mul(term, factor), in.add(above, j)), in.add(below, j));
      sum = in.add(sum, term);
    }
    return sum;
  }
}
