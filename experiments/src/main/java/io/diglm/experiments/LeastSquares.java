package io.diglm.experiments;

import io.diglm.distribution.Normal;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * y = b_0 + b.x + e, e ~ N(0, sd^2), by least squares on standardised columns.
 *
 * <p>The normal equations suffice, because standardised columns are well conditioned in double
 * precision. So millions of rows need no second matrix in memory.
 */
final class LeastSquares {
  private final double[] means;
  private final double[] deviations;
  private final double[] coefficients;
  private final double sd;

  /**
   * Fits. Without columns the answer is the constant N(mean, sd^2).
   *
   * @param columns x by column, then row
   * @param rows the training rows
   */
  LeastSquares(double[][] columns, double[] y, int[] rows) {
    int width = columns.length;
    means = new double[width];
    deviations = new double[width];
    for (int j = 0; j < width; j++) {
      double[] column = columns[j];
      Statistics statistics =
          Statistics.of(Arrays.stream(rows).mapToDouble(r -> column[r]).toArray());
      means[j] = statistics.mean();
      deviations[j] = statistics.deviation() > 0 ? statistics.deviation() : 1;
    }
    coefficients = solve(columns, y, rows);
    double squares = 0;
    for (int row : rows) {
      double residual = y[row] - mean(columns, row);
      squares += residual * residual;
    }
    sd = Math.sqrt(squares / rows.length);
  }

  private double[] solve(double[][] columns, double[] y, int[] rows) {
    int width = columns.length + 1;
    DMatrixRMaj products = new DMatrixRMaj(width, width);
    DMatrixRMaj right = new DMatrixRMaj(width, 1);
    double[] x = new double[width];
    for (int row : rows) {
      fill(columns, row, x);
      for (int i = 0; i < width; i++) {
        right.add(i, 0, x[i] * y[row]);
        for (int j = 0; j < width; j++) {
          products.add(i, j, x[i] * x[j]);
        }
      }
    }
    // A pseudo-inverse, because linearly dependent columns are not an error.
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.pseudoInverse(true);
    DMatrixRMaj solution = new DMatrixRMaj(width, 1);
    if (!solver.setA(products)) {
      throw new IllegalArgumentException("columns must be finite, got other numbers");
    }
    solver.solve(right, solution);
    return solution.getData();
  }

  /** Returns p(y | x) of a row. */
  Normal predict(double[][] columns, int row) {
    return new Normal(mean(columns, row), sd);
  }

  private double mean(double[][] columns, int row) {
    double[] x = new double[coefficients.length];
    fill(columns, row, x);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += coefficients[i] * x[i];
    }
    return sum;
  }

  private void fill(double[][] columns, int row, double[] x) {
    x[0] = 1;
    for (int j = 0; j < columns.length; j++) {
      x[j + 1] = (columns[j][row] - means[j]) / deviations[j];
    }
  }
}
