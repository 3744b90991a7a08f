package io.diglm.explain;

import io.diglm.model.Bayes;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.util.Objects;

/**
 * The Gaussian process that a conjugate model implies: k(x, x') = (f(x) . f(x') + 1) / alpha. Its
 * predictions are those of the model (Nalisnick et al. 2019, section 4).
 *
 * <p>In the units of the target, y ~ N(shift, K + diag(noise^2)), where {@code shift} and the noise
 * of each row come from the model.
 */
public final class ImpliedKernel {
  private final Predictor predictor;
  private final double variance;

  private ImpliedKernel(Predictor predictor, double variance) {
    this.predictor = predictor;
    this.variance = variance;
  }

  /**
   * {@return the kernel of a model}
   *
   * @param predictor the model, with a conjugate posterior
   * @throws IllegalArgumentException if its coefficients have no conjugate posterior, or if it is
   *     an ensemble
   */
  public static ImpliedKernel of(Predictor predictor) {
    HeadConfig head = predictor.manifest().head();
    if (head.bayes() != Bayes.CONJUGATE) {
      throw new IllegalArgumentException(
          "model must have a conjugate posterior to be a Gaussian process, got bayes "
              + head.bayes().name().toLowerCase(java.util.Locale.ROOT));
    }
    int members = predictor.manifest().networks();
    if (members > 1) {
      throw new IllegalArgumentException(
          "model must have one network to be a Gaussian process, got %d members"
              .formatted(members));
    }
    TensorData prior =
        Objects.requireNonNull(predictor.file().weights().get(CoefficientPosterior.PRIOR));
    return new ImpliedKernel(predictor, head.scale() * head.scale() / prior.doubles()[0]);
  }

  /**
   * {@return K (N, M) between the rows of two tables, in units of y squared}
   *
   * @param first N rows
   * @param second M rows
   */
  public double[][] between(Table first, Table second) {
    float[] a = predictor.score(first).latent();
    float[] b = predictor.score(second).latent();
    double[][] kernel = new double[first.rows()][second.rows()];
    int dimension = predictor.manifest().schema().dimension();
    for (int i = 0; i < kernel.length; i++) {
      for (int j = 0; j < kernel[i].length; j++) {
        double dot = 1;
        for (int k = 0; k < dimension; k++) {
          dot += (double) a[i * dimension + k] * b[j * dimension + k];
        }
        kernel[i][j] = variance * dot;
      }
    }
    return kernel;
  }
}
