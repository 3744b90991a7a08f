package io.diglm.train;

import io.diglm.glm.NormalEquations;
import io.diglm.glm.WorkingRows;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Sums over shards of what their rows say of the coefficients.
 *
 * <p>The sums are of whole numbers, so that they are the same to the last bit in whatever order
 * shards answer.
 */
public final class EquationSum implements Serializable {
  private static final long serialVersionUID = 1;

  private final WholeSums sums = new WholeSums();
  private String fault = "";

  /** Starts without a shard. */
  public EquationSum() {}

  /**
   * Adds what a shard's rows say.
   *
   * @param all how many rows all shards have
   */
  void add(NormalEquations equations, long all) {
    double unit = unit(all);
    try {
      sums.add(Arrays.stream(equations.flat()).map(value -> value / unit).toArray());
    } catch (IllegalStateException e) {
      // It would fail again wherever it is run: the driver tells of it.
      fail(String.valueOf(e.getMessage()));
    }
  }

  /** Sums are those of an average row, but for a power of two, by which nothing is rounded. */
  private static double unit(long all) {
    return Math.scalb(1.0, Math.getExponent((double) all));
  }

  private void fail(String why) {
    fault = fault.isEmpty() || why.compareTo(fault) < 0 ? why : fault;
  }

  /**
   * Adds the sums of other shards to these.
   *
   * @param other sums of the same pass
   * @return these sums
   */
  public EquationSum plus(EquationSum other) {
    if (!other.fault.isEmpty()) {
      fail(other.fault);
    }
    sums.plus(other.sums);
    return this;
  }

  /**
   * Returns the sums.
   *
   * @param all how many rows all shards have
   * @throws IllegalStateException with what a shard failed by, if one did
   */
  NormalEquations equations(WorkingRows working, long all) {
    if (!fault.isEmpty()) {
      throw new IllegalStateException(fault);
    }
    if (sums.blank()) {
      return new NormalEquations(working.predictors(), working.width());
    }
    double unit = unit(all);
    double[] flat = Arrays.stream(sums.values()).map(value -> value * unit).toArray();
    return NormalEquations.ofFlat(working.predictors(), working.width(), flat);
  }
}
