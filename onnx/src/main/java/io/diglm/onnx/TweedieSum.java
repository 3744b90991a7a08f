package io.diglm.onnx;

import java.util.List;

/**
 * The distribution function of an average of S Tweedie distributions in a graph, by its series as
 * {@code io.diglm.distribution.Tweedie}: of n summands the probability of n times the incomplete
 * gamma function of shape n alpha.
 *
 * @param lambda the mean number of summands (N, 1, S)
 * @param alpha the shape of a summand (1, 1, S)
 * @param logScale the logarithm of a summand's scale (N, 1, S)
 */
record TweedieSum(Value lambda, Value alpha, Value logScale) {
  /** Numbers of summands this many deviations away are left out. */
  private static final double FAR = 9;

  /** Terms that are this share of the sum, and smaller ones, are left out. */
  private static final double LEAST = 1e-16;

  /** No distribution has more terms, at the steps below. */
  private static final int MOST_TERMS = 4000;

  /** From here on Stirling's series gives log n! to rounding. */
  private static final int TABLED = 16;

  /**
   * Returns P(Y &lt;= e^t) - wanted, and the slope by t.
   *
   * @param in the arithmetic of a loop's body
   * @param t (N, Q, 1)
   */
  Roots.At less(Ops in, Value t, Value wanted) {
    Value root = in.sqrt(lambda);
    // Terms change over the least of two lengths, as Java's do.
    Value shorter = in.min(root, in.div(root, in.sqrt(alpha)));
    Value step = in.max(in.floor(in.mul(shorter, 0.25)), 1);
    Value first = in.max(in.graph().op("Round", in.sub(lambda, in.mul(root, FAR))), 1);
    Value relative = in.sub(t, logScale);
    Graph body = new Graph("n");
    Ops of = in.within(body);
    body.scalar(Element.INT64);
    body.scalar(Element.BOOL);
    Value n = body.carried(Element.DOUBLE);
    Value below = body.carried(Element.DOUBLE);
    Value density = body.carried(Element.DOUBLE);
    Value weight = of.exp(logPoisson(of, n));
    Incomplete.Part part = new IncompleteGamma(of, of.mul(n, alpha)).of(of, relative);
    Value term = of.mul(weight, of.max(part.below(), 0));
    Value more = of.add(below, term);
    Value open = of.or(of.greater(lambda, n), of.greater(of.sub(term, of.mul(more, LEAST)), 0));
    body.carry(Roots.any(of, open), Element.BOOL);
    body.carry(of.add(n, step), Element.DOUBLE);
    body.carry(more, Element.DOUBLE);
    body.carry(of.add(density, of.mul(weight, part.density())), Element.DOUBLE);
    Value none = in.mul(relative, 0);
    List<Value> sums = in.graph().loop(body, MOST_TERMS, in.add(none, first), none, none);
    Value all = in.add(in.exp(in.neg(lambda)), in.mul(step, sums.get(1)));
    return new Roots.At(
        in.sub(mean(in, in.min(all, 1)), wanted), mean(in, in.mul(step, sums.get(2))));
  }

  private static Value mean(Ops in, Value parts) {
    return in.graph().op("ReduceMean", List.of(Attribute.of("axes", new long[] {2})), parts);
  }

  /** log of lambda^n e^-lambda / n!, n from 1 on, without a difference of large numbers. */
  private Value logPoisson(Ops in, Value n) {
    Value v = in.div(in.sub(lambda, n), n);
    Value deviance = in.mul(n, in.sub(v, in.log1p(v)));
    double[] few = new double[TABLED];
    double logFactorial = 0;
    for (int k = 1; k < TABLED; k++) {
      logFactorial += Math.log(k);
      few[k] = logFactorial - (k + 0.5) * Math.log(k) + k - 0.5 * Math.log(2 * Math.PI);
    }
    Value index = in.cast(in.min(n, TABLED - 1.0), Element.INT64);
    Value table = in.graph().doubles(new long[] {few.length}, few);
    Value many = Incomplete.stirling(in, in.max(n, TABLED));
    Value rest = in.where(in.less(n, TABLED), in.look(table, index), many);
    Value peak = in.mul(in.log(in.mul(n, 2 * Math.PI)), 0.5);
    return in.sub(in.sub(in.neg(peak), rest), deviance);
  }
}
