package io.diglm.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sums over shards of what they ended a round with, weighted by their rows.
 *
 * <p>The sums are of whole numbers, of 2^-50 each, so that they are the same to the last bit in
 * whatever order shards answer.
 */
public final class StateSum implements Serializable {
  private static final long serialVersionUID = 1;

  /** The value of one in the sums. */
  private static final double ONE = 0x1p50;

  /** The same for sums over rows, which grow with them. */
  private static final double ONE_OF_ROWS = 0x1p20;

  /** Weights of 1 in all times this are below 2^63. */
  private static final double MOST = 4096;

  private final TreeMap<String, long[]> sums = new TreeMap<>();
  private final WholeSums beliefs = new WholeSums();
  private long rows;
  private long labelled;
  private long target;
  private long density;
  private long seen;
  private long left;
  private String fault = "";

  /** Starts without a shard. */
  public StateSum() {}

  /**
   * Adds what a shard ended with.
   *
   * @param count its rows that learned, of {@code all} in the cluster
   * @param without its rows that could not
   * @throws IllegalStateException if its weights are not finite or have grown out of all bounds
   */
  void add(Map<String, float[]> state, BatchSums batches, long count, long all, long without) {
    double share = (double) count / all;
    state.forEach(
        (name, vector) -> {
          long[] sum = sums.computeIfAbsent(name, key -> new long[vector.length]);
          for (int i = 0; i < vector.length; i++) {
            if (!(Math.abs(vector[i]) <= MOST)) {
              throw new IllegalStateException(
                  "weights must stay within %s, got %s (lower the learning rate)"
                      .formatted(MOST, vector[i]));
            }
            sum[i] += (long) Math.rint(vector[i] * share * ONE);
          }
        });
    rows += count;
    left += without;
    seen += Math.round(batches.rows()); // every row of a shard has weight 1
    labelled += Math.round(batches.labelled());
    target += Math.round(batches.target() * ONE_OF_ROWS);
    density += Math.round(batches.density() * ONE_OF_ROWS);
  }

  /**
   * Adds what a shard believes of the coefficients.
   *
   * @param believed sums over rows; empty if nothing is believed
   * @param count its rows that learned, of {@code all} in the cluster
   * @throws IllegalStateException if the sums are not finite or have grown out of all bounds
   */
  void addBeliefs(double[] believed, long count, long all) {
    // Beliefs are of all rows: kept for one, they are of the size of a row's.
    double share = (double) count / all / all;
    beliefs.add(Arrays.stream(believed).map(b -> share * b).toArray());
  }

  /** Adds rows that cannot learn, of a shard without others. */
  void addUnreadable(long without) {
    left += without;
  }

  /** Says why a shard has nothing to add. */
  void fail(String why) {
    fault = fault.isEmpty() || why.compareTo(fault) < 0 ? why : fault;
  }

  /**
   * Requires that all shards have something to add.
   *
   * @throws IllegalStateException with what the first of them said
   */
  void requireWhole() {
    if (!fault.isEmpty()) {
      throw new IllegalStateException(fault);
    }
  }

  /**
   * Adds the sums of other shards to these.
   *
   * @param other sums of the same round
   * @return these sums
   */
  public StateSum plus(StateSum other) {
    if (!other.fault.isEmpty()) {
      fail(other.fault);
    }
    other.sums.forEach(
        (name, more) -> {
          long[] sum = sums.computeIfAbsent(name, key -> new long[more.length]);
          for (int i = 0; i < more.length; i++) {
            sum[i] += more[i];
          }
        });
    beliefs.plus(other.beliefs);
    rows += other.rows;
    left += other.left;
    seen += other.seen;
    labelled += other.labelled;
    target += other.target;
    density += other.density;
    return this;
  }

  /** {@return how many rows learned} */
  public long rows() {
    return rows;
  }

  /** {@return how many rows could not learn: the sample shows no cells like theirs} */
  public long unreadable() {
    return left;
  }

  /** {@return how many bytes of numbers it has} */
  public long bytes() {
    return sums.values().stream().mapToLong(sum -> (long) Long.BYTES * sum.length).sum()
        + 2L * Long.BYTES * beliefs.size();
  }

  /**
   * Returns the mean over the rows that learned.
   *
   * @param all the number of rows by which shards were weighted
   */
  Map<String, float[]> mean(long all) {
    double unit = (double) all / rows / ONE;
    Map<String, float[]> mean = new TreeMap<>();
    sums.forEach(
        (name, sum) -> {
          float[] vector = new float[sum.length];
          for (int i = 0; i < sum.length; i++) {
            vector[i] = (float) (sum[i] * unit);
          }
          mean.put(name, vector);
        });
    return mean;
  }

  /**
   * Returns the mean of what shards believe of the coefficients; empty if they believe nothing.
   *
   * @param all the number of rows by which shards were weighted
   */
  double[] beliefs(long all) {
    double unit = (double) all / rows * all;
    return Arrays.stream(beliefs.values()).map(b -> unit * b).toArray();
  }

  BatchSums batches() {
    return new BatchSums(
        seen, labelled, target / ONE_OF_ROWS, density / ONE_OF_ROWS, Optional.empty());
  }
}
