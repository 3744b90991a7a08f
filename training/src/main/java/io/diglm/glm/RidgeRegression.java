package io.diglm.glm;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * A ridge regression, whose penalty is the one with the least squared error of rows that are left
 * out one by one (Golub, Heath and Wahba 1979).
 *
 * @param coefficients of the columns (D)
 * @param constant where all columns are 0; not shrunk
 * @param residuals of the left-out rows (N)
 * @param weights how much each row counts (N)
 */
public record RidgeRegression(
    double[] coefficients, double constant, double[] residuals, double[] weights) {
  private static final double[] PENALTIES = {1e-6, 1e-3, 0.1, 1, 3, 10, 30, 100, 300, 1000};

  /** A row that alone determines a coefficient has a leverage of 1. */
  private static final double LEAST_LEFT = 1e-3;

  /**
   * {@return the regression of rows}
   *
   * @param x rows (N, D), row-major
   * @param targets y (N)
   * @param weights how much each row counts (N), positive
   */
  public static RidgeRegression of(float[] x, double[] targets, double[] weights) {
    DMatrixRMaj matrix = new DMatrixRMaj(targets.length, x.length / targets.length);
    Arrays.setAll(matrix.data, i -> x[i]);
    double[] y = targets.clone();
    double[] means = centred(matrix, weights);
    double mean = centred(DMatrixRMaj.wrap(y.length, 1, y), weights)[0];
    Rows rows = Rows.of(matrix, y, weights);
    RidgeRegression best = rows.fitted(PENALTIES[0]);
    for (double penalty : PENALTIES) {
      RidgeRegression found = rows.fitted(penalty);
      best = found.deviation() < best.deviation() ? found : best;
    }
    return best.shifted(mean, means);
  }

  /** Subtracts the weighted mean of each column, and returns the means. */
  private static double[] centred(DMatrixRMaj x, double[] weights) {
    double[] means = new double[x.numCols];
    double total = Arrays.stream(weights).sum();
    for (int i = 0; i < x.data.length; i++) {
      means[i % x.numCols] += weights[i / x.numCols] / total * x.data[i];
    }
    for (int i = 0; i < x.data.length; i++) {
      x.data[i] -= means[i % x.numCols];
    }
    return means;
  }

  /** Returns the same for columns and targets that are not centred. */
  private RidgeRegression shifted(double mean, double[] means) {
    double moved = mean;
    for (int j = 0; j < means.length; j++) {
      moved -= coefficients[j] * means[j];
    }
    return new RidgeRegression(coefficients, moved, residuals, weights);
  }

  /** {@return the root mean square of the residuals} */
  public double deviation() {
    double sum = 0;
    for (int i = 0; i < residuals.length; i++) {
      sum += weights[i] * residuals[i] * residuals[i];
    }
    return Math.sqrt(sum / Arrays.stream(weights).sum());
  }

  /**
   * Centred rows, prepared for any penalty.
   *
   * @param x rows (N, D) in the directions in which X^T W X is diagonal
   * @param directions these directions (D, D), one a column
   * @param values the diagonal (D)
   * @param moment X^T W y in these directions (D)
   */
  private record Rows(
      DMatrixRMaj x,
      DMatrixRMaj directions,
      double[] values,
      double[] moment,
      double[] y,
      double[] weights) {
    static Rows of(DMatrixRMaj rows, double[] y, double[] weights) {
      int d = rows.numCols;
      DMatrixRMaj weighted = rows.copy();
      for (int i = 0; i < weighted.data.length; i++) {
        weighted.data[i] *= weights[i / d];
      }
      DMatrixRMaj gram = new DMatrixRMaj(d, d);
      CommonOps_DDRM.multTransA(weighted, rows, gram);
      EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
      eigen.decompose(gram);
      DMatrixRMaj directions = new DMatrixRMaj(d, d);
      double[] values = new double[d];
      for (int j = 0; j < d; j++) {
        values[j] = Math.max(0, eigen.getEigenvalue(j).getReal());
        CommonOps_DDRM.insert(eigen.getEigenVector(j), directions, 0, j);
      }
      DMatrixRMaj x = new DMatrixRMaj(rows.numRows, d);
      CommonOps_DDRM.mult(rows, directions, x);
      double[] moment = new double[d];
      for (int i = 0; i < x.data.length; i++) {
        moment[i % d] += weights[i / d] * x.data[i] * y[i / d];
      }
      return new Rows(x, directions, values, moment, y, weights);
    }

    /** The residual of a left-out row is (y - w x) / (1 - h), with h the leverage of the row. */
    RidgeRegression fitted(double penalty) {
      int d = values.length;
      double total = Arrays.stream(weights).sum();
      double[] turned = new double[d];
      for (int j = 0; j < d; j++) {
        turned[j] = moment[j] / (values[j] + penalty);
      }
      double[] residuals = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        double answer = 0;
        double leverage = 1 / total;
        for (int j = 0; j < d; j++) {
          double part = x.data[i * d + j];
          answer += part * turned[j];
          leverage += part * part / (values[j] + penalty);
        }
        residuals[i] = (y[i] - answer) / Math.max(LEAST_LEFT, 1 - weights[i] * leverage);
      }
      DMatrixRMaj coefficients = new DMatrixRMaj(d, 1);
      CommonOps_DDRM.mult(directions, DMatrixRMaj.wrap(d, 1, turned), coefficients);
      return new RidgeRegression(coefficients.data, 0, residuals, weights);
    }
  }
}
