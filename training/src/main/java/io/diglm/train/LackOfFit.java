package io.diglm.train;

import io.diglm.glm.RidgeRegression;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

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
  /**
   * Takes rows.
   *
   * @param column the value of each row
   * @param targets of the same rows; NaN if missing
   */
  static LackOfFit of(double[] column, double[] targets) {
    int[] rows =
        IntStream.range(0, column.length)
            .filter(row -> !Double.isNaN(targets[row]))
            .boxed()
            .sorted(Comparator.comparingDouble(row -> column[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] values = Arrays.stream(rows).mapToDouble(row -> column[row]).distinct().toArray();
    double[] ranks = ranks(Arrays.stream(rows).mapToDouble(row -> targets[row]).toArray());
    double[] counts = new double[values.length];
    double[] means = new double[values.length];
    double within = 0;
    int from = 0;
    for (int k = 0; k < values.length; k++) {
      int to = from;
      while (to < rows.length && column[rows[to]] == values[k]) {
        means[k] += ranks[to++];
      }
      counts[k] = to - from;
      means[k] /= counts[k];
      for (int i = from; i < to; i++) {
        within += (ranks[i] - means[k]) * (ranks[i] - means[k]);
      }
      from = to;
    }
    return new LackOfFit(values, counts, means, within);
  }

  /**
   * Returns whether F of the function with such knots is at least so large.
   *
   * @param knots ascending, at least two
   */
  boolean exceeds(double ratio, double[] knots) {
    if (knots.length >= values.length) {
      return false;
    }
    int pieces = knots.length - 1;
    float[] features = new float[values.length * pieces];
    for (int i = 0; i < features.length; i++) {
      double low = knots[i % pieces];
      double share = (values[i / pieces] - low) / (knots[i % pieces + 1] - low);
      features[i] = (float) Math.min(1, Math.max(0, share));
    }
    RidgeRegression nearest = RidgeRegression.of(features, means, counts);
    double squares = 0;
    for (int k = 0; k < values.length; k++) {
      double apart = means[k] - nearest.constant();
      for (int j = 0; j < pieces; j++) {
        apart -= nearest.coefficients()[j] * features[k * pieces + j];
      }
      squares += counts[k] * apart * apart;
    }
    double rows = Arrays.stream(counts).sum();
    return squares * (rows - values.length) > ratio * (values.length - knots.length) * within;
  }

  /** Returns the ranks as shares; ties share theirs. */
  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      ranks[i] = (first(sorted, values[i], false) + first(sorted, values[i], true)) / 2.0;
    }
    return Arrays.stream(ranks).map(rank -> rank / ranks.length).toArray();
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
