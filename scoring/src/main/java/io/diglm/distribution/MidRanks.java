package io.diglm.distribution;

import java.util.Arrays;

/** Ranks of numbers, where equal numbers share the mean of their ranks. */
public final class MidRanks {
  private MidRanks() {}

  /**
   * {@return the ranks as shares of all numbers less one half, so that their mean is 0}
   *
   * @param values the numbers; a NaN has none and stays one
   */
  public static double[] of(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    int n = sorted.length;
    return Arrays.stream(values)
        .map(v -> Double.isNaN(v) ? v : below(sorted, v, false) + below(sorted, v, true))
        .map(twice -> (twice - n) / (2.0 * n))
        .toArray();
  }

  /**
   * {@return how many numbers are less than a value, or at most it}
   *
   * @param sorted the numbers, ascending
   * @param value to compare with
   * @param orEqual whether those that equal it count
   */
  public static int below(double[] sorted, double value, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
