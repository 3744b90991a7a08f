package io.diglm.onnx;

/**
 * Roots of increasing functions in a loop: Newton's steps where they stay inside what is left of
 * the bracket and halve the step before, else its middle. All rows go together, until the last has
 * arrived.
 */
final class Roots {
  private static final int MOST_STEPS = 200;

  private Roots() {}

  /**
   * Of numbers x.
   *
   * @param excess what the function is above what is wanted
   * @param slope of the function
   */
  record At(Value excess, Value slope) {}

  /** A function in a loop's body. */
  interface Function {
    At of(Ops in, Value x);
  }

  /**
   * Solves.
   *
   * @param start (N, Q, 1), between both ends
   * @param close a step of Newton so short ends the search of its row
   */
  static Value of(Ops ops, Function function, Value start, Value low, Value high, Value close) {
    Graph body = new Graph("q");
    Ops in = ops.within(body);
    body.scalar(Element.INT64);
    body.scalar(Element.BOOL);
    Value x = body.carried(Element.DOUBLE);
    Value below = body.carried(Element.DOUBLE);
    Value above = body.carried(Element.DOUBLE);
    Value move = body.carried(Element.DOUBLE);
    At at = function.of(in, x);
    Value next = in.sub(x, in.div(at.excess(), at.slope()));
    Value newBelow = in.where(in.less(at.excess(), 0), x, below);
    Value newAbove = in.where(in.greater(at.excess(), 0), x, above);
    Value inside = in.and(in.greater(next, newBelow), in.less(next, newAbove));
    Value shorter = in.less(in.abs(in.sub(next, x)), in.mul(move, 0.5));
    Value middle = in.add(in.mul(newBelow, 0.5), in.mul(newAbove, 0.5));
    Value quick = in.and(inside, shorter);
    Value there = in.equal(at.excess(), in.real(0));
    Value chosen = in.where(there, x, in.where(quick, next, middle));
    Value step = in.abs(in.sub(chosen, x));
    // Where rounding stops the bracket the last step is of no length.
    Value least = in.mul(in.abs(chosen), 1e-15);
    Value open = in.greater(step, in.where(quick, in.max(close, least), least));
    body.carry(any(in, open), Element.BOOL);
    body.carry(chosen, Element.DOUBLE);
    body.carry(newBelow, Element.DOUBLE);
    body.carry(newAbove, Element.DOUBLE);
    body.carry(step, Element.DOUBLE);
    return ops.graph().loop(body, MOST_STEPS, start, low, high, ops.sub(high, low)).get(0);
  }

  /** Whether any of (N, Q, 1) holds. */
  static Value any(Ops in, Value open) {
    Value any = in.greatest(in.greatest(in.greatest(in.cast(open, Element.INT64), 0), 1), 2);
    return in.cast(in.reshape(any), Element.BOOL);
  }
}
