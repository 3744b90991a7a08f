package io.diglm.novelty;

/** Functions of small symmetric matrices. */
public final class SymmetricMatrix {
  private static final int MOST_SWEEPS = 50;
  private static final double EXACT = 1e-14;

  private SymmetricMatrix() {}

  /**
   * Returns the logarithm of a positive definite matrix, V log(L) V^T of its eigenvectors V and
   * eigenvalues L.
   */
  static double[][] log(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
      v[i][i] = 1;
    }
    diagonalise(a, v);
    double[][] result = new double[n][n];
    for (int k = 0; k < n; k++) {
      double log = Math.log(a[k][k]);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          result[i][j] += log * v[i][k] * v[j][k];
        }
      }
    }
    return result;
  }

  /**
   * {@return the solution x of A x = b for a positive definite A, by its Cholesky factor}
   *
   * @param lower the lower half of A, which is overwritten
   * @param b right-hand side
   */
  public static double[] solve(double[][] lower, double[] b) {
    int n = b.length;
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = lower[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
      }
      for (int k = 0; k < i; k++) {
        x[i] -= lower[i][k] * x[k];
      }
      x[i] /= lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= lower[k][i] * x[k];
      }
      x[i] /= lower[i][i];
    }
    return x;
  }

  /** Rotates the off-diagonal elements to zero, one by one (Jacobi 1846). */
  private static void diagonalise(double[][] a, double[][] v) {
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double off = 0;
      double on = 0;
      for (int i = 0; i < a.length; i++) {
        on += a[i][i] * a[i][i];
        for (int j = 0; j < i; j++) {
          off += a[i][j] * a[i][j];
        }
      }
      if (off <= EXACT * EXACT * on) {
        return;
      }
      for (int p = 0; p < a.length; p++) {
        for (int q = p + 1; q < a.length; q++) {
          rotate(a, v, p, q);
        }
      }
    }
  }

  private static void rotate(double[][] a, double[][] v, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double akp = a[k][p];
      double akq = a[k][q];
      a[k][p] = c * akp - s * akq;
      a[k][q] = s * akp + c * akq;
    }
    for (int k = 0; k < a.length; k++) {
      double apk = a[p][k];
      double aqk = a[q][k];
      a[p][k] = c * apk - s * aqk;
      a[q][k] = s * apk + c * aqk;
    }
    for (double[] row : v) {
      double vp = row[p];
      double vq = row[q];
      row[p] = c * vp - s * vq;
      row[q] = s * vp + c * vq;
    }
  }
}
