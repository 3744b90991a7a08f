package io.diglm.train;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** What all shards start a round from: the weights, their moments and buffers, by name. */
public final class Round implements Serializable {
  private static final long serialVersionUID = 1;

  private final int index;
  private final HashMap<String, float[]> shared;
  private final double[] beliefs;
  private final long taken;
  private final double seconds;

  /**
   * Makes a round.
   *
   * @param index counted from 0
   * @param beliefs what is believed of the coefficients; empty if nothing is
   * @param taken steps that the weights have seen
   * @param seconds since the training began, for a schedule that a time limit bends
   */
  Round(int index, Map<String, float[]> shared, double[] beliefs, long taken, double seconds) {
    this.index = index;
    this.shared = new HashMap<>(shared);
    this.beliefs = beliefs;
    this.taken = taken;
    this.seconds = seconds;
  }

  /** {@return the number of the round, counted from 0} */
  public int index() {
    return index;
  }

  /** {@return how many bytes of numbers it has} */
  public long bytes() {
    return shared.values().stream().mapToLong(vector -> (long) Float.BYTES * vector.length).sum()
        + (long) Double.BYTES * beliefs.length;
  }

  Map<String, float[]> shared() {
    return shared;
  }

  double[] beliefs() {
    return beliefs;
  }

  long taken() {
    return taken;
  }

  double seconds() {
    return seconds;
  }
}
