package io.diglm.onnx;

/**
 * The distribution function of t = ln X of a gamma X, or of the log-odds t of a beta X: the
 * incomplete gamma and beta functions in a graph, to about 1e-11.
 *
 * <p>The recurrences in the shapes (DLMF 8.8 and 8.17) raise each shape by {@value #RAISED}. Then
 * the density of t is log-concave, with a mode at which it is nearly normal:
 *
 * <pre>f(mode + s) = f(mode) exp(-D(s)), D(0) = D'(0) = 0</pre>
 *
 * and Gauss-Legendre nodes give its integral from t outwards, to where D is 30 more.
 */
abstract sealed class Incomplete permits IncompleteGamma, IncompleteBeta {
  /** What each shape is raised by. */
  static final int RAISED = 16;

  /** The positive nodes on [-1, 1] of the Gauss-Legendre rule of 20 points. */
  private static final double[] NODES = {
    0.07652652113349734,
    0.22778585114164507,
    0.37370608871541955,
    0.5108670019508271,
    0.636053680726515,
    0.7463319064601508,
    0.8391169718222188,
    0.912234428251326,
    0.9639719272779138,
    0.993128599185095
  };

  private static final double[] WEIGHTS = {
    0.15275338713072628,
    0.14917298647260424,
    0.1420961093183824,
    0.1316886384491769,
    0.1181945319615186,
    0.1019301198172407,
    0.08327674157670471,
    0.06267204833410879,
    0.040601429800386446,
    0.017614007139150893
  };

  /** What lies beyond so many nats is less than 1e-13 of the whole. */
  private static final double NATS = 30;

  private static final int STEPS = 4;

  /**
   * Of numbers t.
   *
   * @param below P(T &lt;= t)
   * @param above P(T &gt; t)
   * @param density of T
   */
  record Part(Value below, Value above, Value density) {}

  /** Returns both masses and the density at t. */
  abstract Part of(Ops in, Value t);

  /** D(s), at a distance from the mode. */
  abstract Value fall(Ops in, Value s);

  /** D'(s). */
  abstract Value slope(Ops in, Value s);

  /**
   * Returns the integral of the density of the raised shapes from the mode + s outwards.
   *
   * @param curvature D''(0)
   * @param logPeak log f(mode)
   */
  final Value tail(Ops in, Value s, Value curvature, Value logPeak) {
    Value side = in.where(in.less(s, 0), in.real(-1), in.real(1));
    Value near = in.abs(s);
    Value fallen = fall(in, s);
    Value end = in.sqrt(in.add(in.square(near), in.div(in.real(2 * NATS), curvature)));
    for (int step = 0; step < STEPS; step++) {
      // D is convex: Newton's steps come from beyond.
      Value at = in.mul(side, end);
      Value excess = in.add(in.sub(fall(in, at), fallen), -NATS);
      end = in.sub(end, in.div(excess, in.mul(slope(in, at), side)));
    }
    Value length = in.sub(end, near);
    Value sum = in.real(0);
    for (int i = 0; i < NODES.length; i++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        Value distance = in.add(near, in.mul(length, (1 + sign * NODES[i]) / 2));
        Value log = in.sub(logPeak, fall(in, in.mul(side, distance)));
        sum = in.add(sum, in.mul(in.exp(log), WEIGHTS[i] / 2));
      }
    }
    return in.mul(sum, length);
  }

  /** log Gamma(z) less (z - 1/2) log z - z + log(2 pi) / 2, for z from 16 on (Stirling). */
  static Value stirling(Ops in, Value z) {
    Value r = in.div(in.real(1), z);
    Value square = in.square(r);
    return in.mul(
        r, in.polynomial(square, 1 / 1188.0, -1 / 1680.0, 1 / 1260.0, -1 / 360.0, 1 / 12.0));
  }
}
