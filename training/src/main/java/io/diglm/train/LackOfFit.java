package io.diglm.train;

import io.diglm.glm.RidgeRegression;
import java.util.Arrays;

/**
 * Tests whether a piecewise-linear function of a column is too smooth for its target (Draper and
 * Smith 1998, section 2.1). Let n_k be the rows with the k-th smallest of K values, m_k the mean of
 * the targets' ranks over these rows, s^2 the mean square within values, and g the function with P
 * knots that is nearest to these means. Then
 *
 * <p>F = sum_k n_k (m_k - g(v_k))^2 / ((K - P) s^2)
 *
 * <p>is near 1 if the means are those of such a function, and large if the target hangs on the very
 * value.
 *
 * @param values of the column, ascending (K)
 * @param counts n_k (K)
 * @param means m_k (K)
 * @param within the sum of squares within values
 */
record LackOfFit(double[] values, double[] counts, double[] means, double within) {
  /** The least F. */
  private static final double LEAST_RATIO = 5;

  /** Of smaller shares, finer pieces gained nothing on development rows. */
  private static final double LEAST_SHARE = 0.05;

  /**
   * Takes rows.
   *
   * @param column the value of each row
   * @param values those that occur, ascending
   * @param ranks of the targets of the same rows; NaN if missing
   */
  static LackOfFit of(double[] column, double[] values, double[] ranks) {
    double[] counts = new double[values.length];
    double[] means = new double[values.length];
    double squares = 0;
    for (int i = 0; i < column.length; i++) {
      if (!Double.isNaN(ranks[i])) {
        int k = Arrays.binarySearch(values, column[i]);
        counts[k]++;
        means[k] += ranks[i];
        squares += ranks[i] * ranks[i];
      }
    }
    for (int k = 0; k < values.length; k++) {
      means[k] /= Math.max(1, counts[k]);
      squares -= counts[k] * means[k] * means[k];
    }
    return new LackOfFit(values, counts, means, squares);
  }

  /**
   * Returns whether the function with such knots is too smooth: F is large, and so is its share of
   * the variance of the ranks.
   *
   * @param knots ascending, at least two
   */
  boolean isLarge(double[] knots) {
    int pieces = knots.length - 1;
    if (pieces >= values.length - 1) {
      return false;
    }
    float[] features = new float[values.length * pieces];
    for (int i = 0; i < features.length; i++) {
      double low = knots[i % pieces];
      double share = (values[i / pieces] - low) / (knots[i % pieces + 1] - low);
      features[i] = (float) Math.min(1, Math.max(0, share));
    }
    RidgeRegression nearest = RidgeRegression.of(features, means, counts);
    double squares = 0;
    double total = within;
    for (int k = 0; k < values.length; k++) {
      total += counts[k] * means[k] * means[k];
      double apart = means[k] - nearest.constant();
      for (int j = 0; j < pieces; j++) {
        apart -= nearest.coefficients()[j] * features[k * pieces + j];
      }
      squares += counts[k] * apart * apart;
    }
    double freedom = Arrays.stream(counts).sum() - values.length;
    return squares * freedom > LEAST_RATIO * (values.length - knots.length) * within
        && squares > LEAST_SHARE * total;
  }

  /** Returns the ranks of targets as shares less one half; ties share theirs. */
  static double[] ranks(double[] targets) {
    double[] sorted = Arrays.stream(targets).filter(y -> !Double.isNaN(y)).sorted().toArray();
    return Arrays.stream(targets)
        .map(y -> Double.isNaN(y) ? y : rank(sorted, y) / sorted.length - 0.5)
        .toArray();
  }

  private static double rank(double[] sorted, double y) {
    return (first(sorted, y, false) + first(sorted, y, true)) / 2.0;
  }

  /** Returns how many are less than a value, or at most it. */
  private static int first(double[] sorted, double value, boolean after) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (after && sorted[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
