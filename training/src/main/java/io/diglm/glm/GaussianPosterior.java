package io.diglm.glm;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * Beliefs about coefficients: beta ~ N(m, P^-1), P = alpha I + G, P m = b (Nalisnick et al. 2019,
 * equation 5, with G = Z^T Z / sigma0^2 and b = Z^T y / sigma0^2).
 *
 * <p>Kept by G and b, to which further rows are added and from which they are taken: the result is
 * that of having seen them at once, or never.
 */
public final class GaussianPosterior {
  /** Added to the diagonal of P where rounding left it not positive: parts of its largest entry. */
  private static final double FIRST_JITTER = 1e-12;

  private static final double LAST_JITTER = 1e-4;

  private final double prior;
  private final double[] gram;
  private final double[] moment;
  private final double[] mean;
  private final double[] root;
  private final double logDet;

  private GaussianPosterior(
      double prior, double[] gram, double[] moment, DMatrixRMaj lower, int size) {
    this.prior = prior;
    this.gram = gram;
    this.moment = moment;
    logDet = 2 * CommonOps_DDRM.elementSum(logDiagonal(lower, size));
    DMatrixRMaj inverse = lower.copy();
    TriangularSolver_DDRM.invertLower(inverse.data, size);
    root = inverse.data;
    // m = L^-T L^-1 b
    double[] half = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        half[i] += root[i * size + j] * moment[j];
      }
    }
    mean = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        mean[j] += root[i * size + j] * half[i];
      }
    }
  }

  /**
   * Infers the posterior of the coefficients from the prior and the sums over rows.
   *
   * @param prior alpha, the precision of every coefficient a priori; positive
   * @param gram G (K, K), symmetric, row-major
   * @param moment b (K)
   * @return the posterior
   * @throws IllegalArgumentException if alpha is not positive, or a sum is not finite
   * @throws IllegalStateException if P is not positive definite, even with 1e-4 of its largest
   *     entry on its diagonal, as when rows are taken away that were never there
   */
  public static GaussianPosterior of(double prior, double[] gram, double[] moment) {
    if (!(prior > 0) || Double.isInfinite(prior)) {
      throw new IllegalArgumentException("prior precision must be positive, got " + prior);
    }
    requireFinite(gram);
    requireFinite(moment);
    int size = moment.length;
    double largest = prior;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, prior + gram[i * size + i]);
    }
    double jitter = 0;
    while (jitter <= LAST_JITTER * largest) {
      DMatrixRMaj precision = new DMatrixRMaj(size, size, true, gram.clone());
      for (int i = 0; i < size; i++) {
        precision.add(i, i, prior + jitter);
      }
      CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(size, true);
      if (cholesky.decompose(precision)) {
        DMatrixRMaj lower = cholesky.getT(null);
        return new GaussianPosterior(prior, gram.clone(), moment.clone(), lower, size);
      }
      jitter = jitter == 0 ? FIRST_JITTER * largest : 100 * jitter;
    }
    throw new IllegalStateException(
        "precision of the coefficients must be positive definite, got another matrix, even with"
            + " 1e-4 of its largest entry, %s, on its diagonal".formatted(largest));
  }

  private static DMatrixRMaj logDiagonal(DMatrixRMaj lower, int size) {
    DMatrixRMaj logs = new DMatrixRMaj(size, 1);
    for (int i = 0; i < size; i++) {
      logs.set(i, Math.log(lower.get(i, i)));
    }
    return logs;
  }

  private static void requireFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("sums over rows must be finite, got " + value);
      }
    }
  }

  /** {@return alpha} */
  public double prior() {
    return prior;
  }

  /** {@return G (K, K)} */
  public double[] gram() {
    return gram.clone();
  }

  /** {@return b (K)} */
  public double[] moment() {
    return moment.clone();
  }

  /** {@return m (K)} */
  public double[] mean() {
    return mean.clone();
  }

  /** {@return F (K, K), lower triangular, with P^-1 = F^T F} */
  public double[] root() {
    return root.clone();
  }

  /**
   * {@return the largest distance of a coefficient from its mean, in posterior deviations}
   *
   * @param coefficients K numbers
   */
  public double distance(double[] coefficients) {
    int size = mean.length;
    double largest = 0;
    for (int j = 0; j < size; j++) {
      double variance = 0;
      for (int i = j; i < size; i++) {
        variance += root[i * size + j] * root[i * size + j];
      }
      largest = Math.max(largest, Math.abs(coefficients[j] - mean[j]) / Math.sqrt(variance));
    }
    return largest;
  }

  /** Returns (beta - m)^T P (beta - m) / 2. */
  double penalty(double[] coefficients) {
    int size = mean.length;
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double off = coefficients[i] - mean[i];
      double row = prior * off;
      for (int j = 0; j < size; j++) {
        row += gram[i * size + j] * (coefficients[j] - mean[j]);
      }
      sum += off * row;
    }
    return sum / 2;
  }

  /** Returns log |P|. */
  double logDet() {
    return logDet;
  }

  /** Returns m . b = m^T P m. */
  double explained() {
    return dot(mean, moment);
  }

  /** Returns m . m. */
  double squaredMean() {
    return dot(mean, mean);
  }

  /** Returns the trace of P^-1. */
  double trace() {
    return dot(root, root);
  }

  /** {@return KL(q || prior) in nats: what of the evidence the fit costs} */
  public double divergence() {
    int size = mean.length;
    return 0.5 * (prior * (squaredMean() + trace()) - size + logDet - size * Math.log(prior));
  }

  /** Returns phi^T P^-1 phi for the features (C) of one predictor, the r-th. */
  double variance(double[] phi, int r) {
    int size = mean.length;
    int from = r * phi.length;
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double dot = 0;
      for (int j = 0; j < phi.length; j++) {
        dot += root[i * size + from + j] * phi[j];
      }
      sum += dot * dot;
    }
    return sum;
  }

  /**
   * {@return the beliefs after further rows}
   *
   * @param sums of those rows, weighted by their noise
   * @param sign 1 to add them, -1 to take them away
   */
  public GaussianPosterior updated(NormalEquations sums, int sign) {
    double[] g = sums.gram();
    Arrays.setAll(g, i -> gram[i] + sign * g[i]);
    double[] b = sums.moment();
    Arrays.setAll(b, i -> moment[i] + sign * b[i]);
    return of(prior, g, b);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
