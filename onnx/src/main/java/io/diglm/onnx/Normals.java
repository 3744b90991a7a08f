package io.diglm.onnx;

/** The normal distribution function in a graph, as {@code io.diglm.distribution.StandardNormal}. */
// Constants stand with all the digits that their source prints.
@SuppressWarnings("FloatingPointLiteralPrecision")
final class Normals {
  static final double LOG_ROOT_TWO_PI = 0.918938533204672741780329736406;
  static final double ONE_OVER_ROOT_TWO_PI = 0.398942280401432677939946059934;
  private static final double QUARTILE = 0.67448975;
  private static final double FAR = 5.656854249492380195206754896838;

  private static final double[] MIDDLE_TOP = {
    1.0765576773720192317e-8,
    0.39894151208813466764,
    8.8831497943883759412,
    93.506656132177855979,
    597.27027639480026226,
    2494.5375852903726711,
    6848.1904505362823326,
    11602.651437647350124,
    9842.7148383839780218
  };
  private static final double[] MIDDLE_BOTTOM = {
    1,
    22.266688044328115691,
    235.38790178262499861,
    1519.377599407554805,
    6485.558298266760755,
    18615.571640885098091,
    34900.952721145977266,
    38912.003286093271411,
    19685.429676859990727
  };
  private static final double[] CENTRAL_TOP = {
    0.065682337918207449113,
    2.2352520354606839287,
    161.02823106855587881,
    1067.6894854603709582,
    18154.981253343561249
  };
  private static final double[] CENTRAL_BOTTOM = {
    1, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956
  };
  private static final double[] FAR_TOP = {
    0.02307344176494017303,
    0.21589853405795699,
    0.1274011611602473639,
    0.022235277870649807,
    0.001421619193227893466,
    2.9112874951168792e-5
  };
  private static final double[] FAR_BOTTOM = {
    1,
    1.28426009614491121,
    0.468238212480865118,
    0.0659881378689285515,
    0.00378239633202758244,
    7.29751555083966205e-5
  };

  private final Ops ops;

  Normals(Ops ops) {
    this.ops = ops;
  }

  /** e^(-x^2 / 2). */
  Value bell(Value x) {
    return ops.exp(ops.mul(ops.square(x), -0.5));
  }

  /** Phi(x), to about 5e-12. */
  Value roughCdf(Value x, Value bell) {
    Value tail = ops.mul(bell, middle(ops.abs(x)));
    return ops.where(ops.less(x, 0), tail, ops.sub(ops.real(1), tail));
  }

  /** Phi(x), to rounding, relative to itself in the lower tail. */
  Value cdf(Value x) {
    Value size = ops.abs(x);
    Value tail = ops.mul(bell(x), ops.where(ops.greater(size, FAR), far(size), middle(size)));
    Value outside = ops.where(ops.less(x, 0), tail, ops.sub(ops.real(1), tail));
    return ops.where(ops.greater(size, QUARTILE), outside, central(x));
  }

  /** log Phi(x), finite wherever x^2 is. */
  Value logCdf(Value x) {
    Value below = ops.log(cdf(x));
    Value deep = ops.add(ops.log(far(ops.abs(x))), ops.mul(ops.square(x), -0.5));
    Value lower = ops.where(ops.greater(x, -FAR), below, deep);
    return ops.where(ops.greater(x, 0), ops.log1p(ops.neg(cdf(ops.neg(x)))), lower);
  }

  private Value central(Value x) {
    Value s = ops.square(x);
    Value share = ops.div(ops.polynomial(s, CENTRAL_TOP), ops.polynomial(s, CENTRAL_BOTTOM));
    return ops.add(ops.mul(x, share), 0.5);
  }

  private Value middle(Value y) {
    return ops.div(ops.polynomial(y, MIDDLE_TOP), ops.polynomial(y, MIDDLE_BOTTOM));
  }

  private Value far(Value y) {
    Value s = ops.div(ops.real(1), ops.square(y));
    Value ratio = ops.div(ops.polynomial(s, FAR_TOP), ops.polynomial(s, FAR_BOTTOM));
    return ops.div(ops.sub(ops.real(ONE_OVER_ROOT_TWO_PI), ops.mul(s, ratio)), y);
  }
}
