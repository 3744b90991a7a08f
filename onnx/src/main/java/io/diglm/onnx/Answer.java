package io.diglm.onnx;

import java.util.List;
import java.util.Optional;

/** p(y|x) of rows in numbers, each (N, 1) but where it says otherwise. */
sealed interface Answer {
  /** What ranks rows by the score {@code entropy}. */
  Value entropy(Ops ops);

  /**
   * Of a number.
   *
   * @param mean a very large number where there is none
   * @param sd the same
   * @param quantiles those that were asked for; none if they cannot be written as a graph
   * @param exist where there are moments; nothing if everywhere
   */
  record Numeric(
      Value mean, Value sd, List<Value> quantiles, Optional<Parts> parts, Optional<Exist> exist)
      implements Answer {
    @Override
    public Value entropy(Ops ops) {
      return ops.log(sd);
    }

    /** Returns the same with both parts of its uncertainty. */
    Numeric with(Parts known) {
      return new Numeric(mean, sd, quantiles, Optional.of(known), exist);
    }

    /** Returns the same of moments that may not exist. */
    Numeric where(Optional<Exist> exist) {
      return new Numeric(mean, sd, quantiles, parts, exist);
    }
  }

  /**
   * Of classes.
   *
   * @param logs log P (N, K)
   */
  record Classes(Value logs, Optional<Parts> parts) implements Answer {
    @Override
    public Value entropy(Ops ops) {
      return entropyOf(ops, logs, 1);
    }

    /** -sum p log p along an axis. */
    static Value entropyOf(Ops ops, Value logs, int axis) {
      return ops.neg(ops.sum(ops.mul(ops.exp(logs), logs), axis));
    }
  }

  /** A model of p(x) alone has none. */
  record None() implements Answer {
    @Override
    public Value entropy(Ops ops) {
      return ops.real(Double.NaN);
    }
  }

  /** The uncertainty of a model with a posterior, see {@code io.diglm.novelty.Uncertainty}. */
  record Parts(Value noise, Value model) {}

  /** Whether there are a mean and a deviation. */
  record Exist(Value mean, Value sd) {}

  /** Returns both parts of the uncertainty, of a model with a posterior. */
  default Optional<Parts> uncertainty() {
    if (this instanceof Numeric number) {
      return number.parts();
    }
    return this instanceof Classes classes ? classes.parts() : Optional.empty();
  }
}
