package io.diglm.train;

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
   * @param knots some of the values, ascending, with the first and the last
   */
  boolean isLarge(double[] knots) {
    if (knots.length >= values.length) {
      return false;
    }
    double[] nearest = nearest(knots);
    double squares = 0;
    double total = within;
    for (int k = 0; k < values.length; k++) {
      int j = piece(knots, values[k]);
      double share = (values[k] - knots[j]) / (knots[j + 1] - knots[j]);
      double apart = means[k] - (1 - share) * nearest[j] - share * nearest[j + 1];
      squares += counts[k] * apart * apart;
      total += counts[k] * means[k] * means[k];
    }
    double freedom = Arrays.stream(counts).sum() - values.length;
    return squares * freedom > LEAST_RATIO * (values.length - knots.length) * within
        && squares > LEAST_SHARE * total;
  }

  /**
   * Returns g at the knots, by least squares. The normal equations are tridiagonal, because a value
   * lies between two knots.
   */
  private double[] nearest(double[] knots) {
    int n = knots.length;
    double[] diagonal = new double[n];
    double[] beside = new double[n];
    double[] g = new double[n];
    for (int k = 0; k < values.length; k++) {
      int j = piece(knots, values[k]);
      double share = (values[k] - knots[j]) / (knots[j + 1] - knots[j]);
      diagonal[j] += counts[k] * (1 - share) * (1 - share);
      diagonal[j + 1] += counts[k] * share * share;
      beside[j] += counts[k] * share * (1 - share);
      g[j] += counts[k] * (1 - share) * means[k];
      g[j + 1] += counts[k] * share * means[k];
    }
    for (int j = 1; j < n; j++) {
      double factor = beside[j - 1] / diagonal[j - 1];
      diagonal[j] -= factor * beside[j - 1];
      g[j] -= factor * g[j - 1];
    }
    g[n - 1] /= diagonal[n - 1];
    for (int j = n - 2; j >= 0; j--) {
      g[j] = (g[j] - beside[j] * g[j + 1]) / diagonal[j];
    }
    return g;
  }

  /** Returns the number of the piece in which a value lies. */
  private static int piece(double[] knots, double value) {
    int found = Arrays.binarySearch(knots, value);
    int after = found >= 0 ? found : -found - 2;
    return Math.min(after, knots.length - 2);
  }
}
