package io.diglm.distribution;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far the targets of rows are from a piecewise-linear function of a column (Draper and Smith
 * 1998, section 2.1). Let n_k be the rows with the k-th smallest of K values, m_k the mean of their
 * targets, s^2 the mean square of the targets within values, and g the function with P knots that
 * is nearest to these means. Then
 *
 * <p>F = sum_k n_k (m_k - g(v_k))^2 / ((K - P) s^2)
 *
 * <p>is near 1 if the means are those of such a function, and large if the target hangs on the very
 * value.
 *
 * @param squares sum_k n_k (m_k - g(v_k))^2
 * @param freedom K - P
 * @param within the sum of squares within values
 * @param freedomWithin the number of rows less K
 * @param total the sum of squares of the targets about their mean
 */
public record LackOfFit(
    double squares, double freedom, double within, double freedomWithin, double total) {

  /**
   * {@return what rows say of a function with such knots}
   *
   * @param values of the column, ascending (K)
   * @param value for each row, the index of its value; -1 if missing
   * @param targets for each row; NaN if missing
   * @param knots some of the values, ascending, with the first and the last (P)
   */
  public static LackOfFit of(double[] values, int[] value, double[] targets, double[] knots) {
    int[] rows =
        IntStream.range(0, value.length)
            .filter(row -> value[row] >= 0 && !Double.isNaN(targets[row]))
            .toArray();
    double mean = Arrays.stream(rows).mapToDouble(row -> targets[row]).average().orElse(0);
    double[] counts = new double[values.length];
    double[] means = new double[values.length];
    double total = 0;
    for (int row : rows) {
      double apart = targets[row] - mean;
      counts[value[row]]++;
      means[value[row]] += apart;
      total += apart * apart;
    }
    double within = total;
    for (int k = 0; k < values.length; k++) {
      means[k] /= Math.max(1, counts[k]);
      within -= counts[k] * means[k] * means[k];
    }
    double squares = new Pieces(values, counts, means).squares(knots);
    double freedom = Math.max(0, values.length - knots.length);
    return new LackOfFit(squares, freedom, within, rows.length - values.length, total);
  }

  /**
   * {@return what two targets of the same rows say together}
   *
   * @param other of the same values and knots
   */
  public LackOfFit plus(LackOfFit other) {
    return new LackOfFit(
        squares + other.squares,
        freedom,
        within + other.within,
        freedomWithin,
        total + other.total);
  }

  /** {@return F; 0 if the function can be anything} */
  public double ratio() {
    return freedom <= 0 || freedomWithin <= 0
        ? 0
        : squares / freedom / Math.max(Double.MIN_NORMAL, within / freedomWithin);
  }

  /** {@return the share of the variance that the function cannot have, less that of chance} */
  public double share() {
    double chance = freedom * within / Math.max(1, freedomWithin);
    return (squares - chance) / Math.max(Double.MIN_NORMAL, total);
  }

  /**
   * Means to be followed.
   *
   * @param values ascending (K)
   * @param counts n_k
   * @param means m_k
   */
  private record Pieces(double[] values, double[] counts, double[] means) {
    /** Returns the sum of squares to the nearest function with such knots. */
    double squares(double[] knots) {
      if (knots.length < 2) {
        return 0;
      }
      double[] nearest = nearest(knots);
      double squares = 0;
      for (int k = 0; k < values.length; k++) {
        int j = piece(knots, values[k]);
        double share = (values[k] - knots[j]) / (knots[j + 1] - knots[j]);
        double apart = means[k] - (1 - share) * nearest[j] - share * nearest[j + 1];
        squares += counts[k] * apart * apart;
      }
      return squares;
    }

    /**
     * Returns g at the knots, by least squares. The normal equations are tridiagonal, because a
     * value lies between two knots.
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
}
