package io.diglm.predict;

import io.diglm.novelty.Evidence;
import io.diglm.novelty.SymmetricMatrix;
import java.util.List;

/**
 * The density ratio p_new(x) / p_old(x), estimated by a logistic regression that distinguishes new
 * from old rows by the output of the model: the features z, log p(x) and how sure p(y|x) is (Bickel
 * et al. 2009).
 */
final class DensityRatio {
  /** Wider features than these are left out: their squares would cost too much. */
  private static final int WIDE = 256;

  private static final int ITERATIONS = 25;
  private static final double RIDGE = 1;
  private static final double MOST = 30;

  private DensityRatio() {}

  /** Returns the ratio at each old row (N); its mean is 1 where all new rows are like old ones. */
  static double[] of(List<Evidence> old, List<Evidence> recent, int dimension) {
    double[][] x = new double[old.size() + recent.size()][];
    for (int row = 0; row < x.length; row++) {
      Evidence found = row < old.size() ? old.get(row) : recent.get(row - old.size());
      x[row] = features(found, dimension > WIDE ? 0 : dimension);
    }
    standardise(x);
    double[] beta = new double[x[0].length];
    beta[0] = Math.log((double) recent.size() / old.size());
    for (int i = 0; i < ITERATIONS; i++) {
      if (newton(x, old.size(), beta) < 1e-6) {
        break;
      }
    }
    double[] ratio = new double[old.size()];
    for (int row = 0; row < ratio.length; row++) {
      ratio[row] = Math.exp(predictor(x[row], beta)) * old.size() / recent.size();
    }
    return ratio;
  }

  private static double[] features(Evidence row, int dimension) {
    double[] features = new double[3 + dimension];
    features[0] = 1;
    features[1] = asinh(row.logDensity());
    double sd = row.own().sd();
    features[2] = sd > 0 ? Math.log(sd) : 0;
    for (int d = 0; d < dimension; d++) {
      features[3 + d] = asinh(row.latent()[row.latentOffset() + d]);
    }
    return features;
  }

  private static double asinh(double value) {
    return Math.log(Math.abs(value) + Math.sqrt(value * value + 1)) * Math.signum(value);
  }

  private static void standardise(double[][] x) {
    for (int d = 1; d < x[0].length; d++) {
      double mean = 0;
      for (double[] row : x) {
        row[d] = Double.isFinite(row[d]) ? row[d] : 0;
        mean += row[d] / x.length;
      }
      double variance = 0;
      for (double[] row : x) {
        variance += (row[d] - mean) * (row[d] - mean) / x.length;
      }
      double scale = variance > 0 ? Math.sqrt(variance) : 1;
      for (double[] row : x) {
        row[d] = (row[d] - mean) / scale;
      }
    }
  }

  /** One step of Newton's method; returns its largest component. */
  private static double newton(double[][] x, int old, double[] beta) {
    int n = beta.length;
    double[][] hessian = new double[n][n];
    double[] gradient = new double[n];
    for (int d = 1; d < n; d++) {
      hessian[d][d] = RIDGE;
      gradient[d] = -RIDGE * beta[d];
    }
    for (int row = 0; row < x.length; row++) {
      double p = 1 / (1 + Math.exp(-predictor(x[row], beta)));
      double error = (row < old ? 0 : 1) - p;
      double weight = Math.max(1e-6, p * (1 - p));
      for (int i = 0; i < n; i++) {
        gradient[i] += error * x[row][i];
        for (int j = 0; j <= i; j++) {
          hessian[i][j] += weight * x[row][i] * x[row][j];
        }
      }
    }
    double[] step = SymmetricMatrix.solve(hessian, gradient);
    double most = 0;
    for (int i = 0; i < n; i++) {
      most = Math.max(most, Math.abs(step[i]));
    }
    double damped = Math.min(1, 2 / Math.max(most, 1e-300));
    for (int i = 0; i < n; i++) {
      beta[i] += damped * step[i];
    }
    return most;
  }

  private static double predictor(double[] row, double[] beta) {
    double sum = 0;
    for (int d = 0; d < beta.length; d++) {
      sum += row[d] * beta[d];
    }
    return Math.max(-MOST, Math.min(MOST, sum));
  }
}
