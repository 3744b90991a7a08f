package io.diglm.selective;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Harrell's concordance index: of the pairs of rows of which one certainly came first, the share
 * whose predicted times are in that order; equal predictions count half (Harrell, Lee and Mark
 * 1996). Takes O(N log N).
 */
public final class Concordance {
  private final double[] low;
  private final double[] high;
  private final double[] weights;

  /** Ranks of the predictions from 1 on; equal predictions have the same. */
  private final int[] ranks;

  /** A tree of sums of weights by rank (Fenwick 1994). */
  private final double[] sums;

  private Concordance(double[] low, double[] high, double[] weights, double[] predicted) {
    this.low = low;
    this.high = high;
    this.weights = weights;
    double[] distinct = Arrays.stream(predicted).sorted().distinct().toArray();
    ranks = Arrays.stream(predicted).mapToInt(p -> Arrays.binarySearch(distinct, p) + 1).toArray();
    sums = new double[distinct.length + 1];
  }

  /**
   * {@return the index; empty if no row certainly came before another}
   *
   * @param low what the time of a row is above, or the time itself (N)
   * @param high what it is at most, or the time itself; infinite if unknown (N)
   * @param weights how much each row counts: a pair counts by their product (N)
   * @param predicted times (N), only whose order matters
   */
  public static OptionalDouble of(
      double[] low, double[] high, double[] weights, double[] predicted) {
    return new Concordance(low, high, weights, predicted).index();
  }

  private OptionalDouble index() {
    int[] first =
        sorted(row -> high[row], IntStream.range(0, high.length).filter(this::came).toArray());
    int[] second = sorted(row -> low[row], IntStream.range(0, low.length).toArray());
    double agreeing = 0;
    double pairs = 0;
    double later = 0;
    int next = 0;
    for (int row : first) {
      while (next < second.length && after(second[next], row)) {
        add(ranks[second[next]], weights[second[next]]);
        later += weights[second[next++]];
      }
      double atMost = upTo(ranks[row]);
      double tied = atMost - upTo(ranks[row] - 1);
      agreeing += weights[row] * (later - atMost + tied / 2);
      pairs += weights[row] * later;
    }
    return pairs > 0 ? OptionalDouble.of(agreeing / pairs) : OptionalDouble.empty();
  }

  private boolean came(int row) {
    return !Double.isInfinite(high[row]);
  }

  /** The latest first; of the same end censored rows, which are later than it, come first. */
  private int[] sorted(ToDoubleFunction<Integer> end, int[] rows) {
    Comparator<Integer> order =
        Comparator.comparingDouble(end).thenComparingInt(row -> low[row] < high[row] ? 1 : 0);
    return Arrays.stream(rows)
        .boxed()
        .sorted(order.reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private boolean after(int row, int other) {
    return low[row] > high[other] || (low[row] == high[other] && low[row] < high[row]);
  }

  private void add(int rank, double weight) {
    for (int i = rank; i < sums.length; i += i & -i) {
      sums[i] += weight;
    }
  }

  private double upTo(int rank) {
    double sum = 0;
    for (int i = rank; i > 0; i -= i & -i) {
      sum += sums[i];
    }
    return sum;
  }
}
