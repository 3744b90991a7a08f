package io.diglm.experiments;

import io.diglm.distribution.Normal;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/**
 * The exact Gaussian process y = f(x) + e on one input: f ~ GP(0, k), k(x, x') = s^2 exp(-(x -
 * x')^2 / (2 l^2)), e ~ N(0, n^2) (Rasmussen and Williams 2006, algorithm 2.1).
 */
final class GaussianProcess {
  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  private final Kernel kernel;
  private final double[] x;
  private final double[] y;
  private final LinearSolverChol_DDRM solver;
  private final DMatrixRMaj alpha;

  /**
   * The squared-exponential kernel and the noise, all as deviations.
   *
   * @param lengthScale l, in units of x
   * @param signal s, in units of y
   * @param noise n, in units of y
   */
  record Kernel(double lengthScale, double signal, double noise) {
    double at(double a, double b) {
      double t = (a - b) / lengthScale;
      return signal * signal * Math.exp(-t * t / 2);
    }

    private static Kernel ofLogs(double[] logs) {
      return new Kernel(Math.exp(logs[0]), Math.exp(logs[1]), Math.exp(logs[2]));
    }
  }

  /** Conditions on n points; costs O(n^3). */
  GaussianProcess(Kernel kernel, double[] x, double[] y) {
    this.kernel = kernel;
    this.x = x;
    this.y = y;
    solver = new LinearSolverChol_DDRM(new CholeskyDecompositionInner_DDRM(true));
    if (!solver.setA(covariance())) {
      throw new IllegalArgumentException(
          "kernel must give a positive definite covariance, got " + kernel);
    }
    alpha = new DMatrixRMaj(x.length, 1);
    solver.solve(DMatrixRMaj.wrap(x.length, 1, y.clone()), alpha);
  }

  /** Takes the kernel that maximises the marginal likelihood, the best of six starts. */
  static GaussianProcess fitted(double[] x, double[] y) {
    double width = Statistics.of(x).deviation();
    double height = Statistics.of(y).deviation();
    double[] best = {};
    double highest = Double.NEGATIVE_INFINITY;
    for (double length : List.of(0.1, 0.3, 1.0)) {
      for (double noise : List.of(0.1, 0.5)) {
        double[] start = {Math.log(length * width), Math.log(height), Math.log(noise * height)};
        double[] found = Bfgs.maximum(logs -> marginal(logs, x, y), start);
        double value = marginal(found, x, y).value();
        if (value > highest) {
          highest = value;
          best = found;
        }
      }
    }
    return new GaussianProcess(Kernel.ofLogs(best), x, y);
  }

  private static Bfgs.Slope marginal(double[] logs, double[] x, double[] y) {
    Kernel kernel = Kernel.ofLogs(logs);
    // If the signal is over a million times the noise, the matrix is singular in double precision.
    // The likelihood is not defined there, so it is not the maximum.
    if (!(kernel.noise() > 1e-6 * kernel.signal())) {
      return new Bfgs.Slope(Double.NEGATIVE_INFINITY, new double[3]);
    }
    GaussianProcess process = new GaussianProcess(kernel, x, y);
    return new Bfgs.Slope(process.logMarginalLikelihood(), process.gradient());
  }

  /** Returns log p(y | x) of all points, in nats. */
  double logMarginalLikelihood() {
    double fit = 0;
    double logDeterminant = 0;
    DMatrixRMaj lower = solver.getDecomposition().getT(null);
    for (int i = 0; i < x.length; i++) {
      fit += y[i] * alpha.get(i);
      logDeterminant += Math.log(lower.get(i, i));
    }
    return -fit / 2 - logDeterminant - x.length * LOG_2_PI / 2;
  }

  /** Returns p(y | x), noise included. */
  Normal predict(double at) {
    DMatrixRMaj column = new DMatrixRMaj(x.length, 1);
    for (int i = 0; i < x.length; i++) {
      column.set(i, kernel.at(at, x[i]));
    }
    DMatrixRMaj solved = new DMatrixRMaj(x.length, 1);
    solver.solve(column.copy(), solved);
    double explained = CommonOps_DDRM.dot(column, solved);
    double variance = kernel.at(at, at) - explained + kernel.noise() * kernel.noise();
    return new Normal(CommonOps_DDRM.dot(column, alpha), Math.sqrt(variance));
  }

  /** d log p / d (log l, log s, log n) = tr((alpha alpha^T - K^-1) dK) / 2 (equation 5.9). */
  private double[] gradient() {
    DMatrixRMaj inverse = new DMatrixRMaj(x.length, x.length);
    solver.invert(inverse);
    double[] sums = new double[3];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        double weight = (alpha.get(i) * alpha.get(j) - inverse.get(i, j)) / 2;
        double covariance = kernel.at(x[i], x[j]);
        double t = (x[i] - x[j]) / kernel.lengthScale();
        sums[0] += weight * covariance * t * t;
        sums[1] += weight * covariance * 2;
        sums[2] += i == j ? weight * 2 * kernel.noise() * kernel.noise() : 0;
      }
    }
    return sums;
  }

  private DMatrixRMaj covariance() {
    DMatrixRMaj matrix = new DMatrixRMaj(x.length, x.length);
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        double noise = i == j ? kernel.noise() * kernel.noise() : 0;
        matrix.set(i, j, kernel.at(x[i], x[j]) + noise);
      }
    }
    return matrix;
  }
}
