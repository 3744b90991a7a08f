package io.diglm.posterior;

import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The posterior of the coefficients, beta ~ N(m, S), as a model file keeps it, and the resulting
 * distribution of the linear predictors: eta_r = m_r . phi, Cov(eta) = (I x phi)^T S (I x phi), phi
 * = [z, 1].
 *
 * <p>R uncertain predictors, C = D + 1 coefficients each. S = F^T F by {@link #ROOT} F (RC, RC), or
 * diagonal by {@link #SD} (R, C).
 */
public final class CoefficientPosterior {
  /** Tensors of a model file whose names start so belong to the posterior, not to the network. */
  public static final String PREFIX = "posterior.";

  /** m (R, C). */
  public static final String MEAN = PREFIX + "mean";

  /** F (RC, RC), lower triangular, S = F^T F. */
  public static final String ROOT = PREFIX + "root";

  /** The square roots of the diagonal of S (R, C), for independent coefficients. */
  public static final String SD = PREFIX + "sd";

  /** alpha (1): a priori beta ~ N(0, 1 / alpha). */
  public static final String PRIOR = PREFIX + "prior";

  /** The part of the precision that comes from the data, S^-1 - alpha I (RC, RC). */
  public static final String GRAM = PREFIX + "gram";

  /** S^-1 m (RC). */
  public static final String MOMENT = PREFIX + "moment";

  private final int predictors;
  private final int width;
  private final double[] mean;
  private final double[] spread;
  private final boolean diagonal;

  private CoefficientPosterior(
      int predictors, int width, double[] mean, double[] spread, boolean diagonal) {
    this.predictors = predictors;
    this.width = width;
    this.mean = mean;
    this.spread = spread;
    this.diagonal = diagonal;
  }

  /**
   * Reads the posterior of a network. It is empty if the coefficients are a single estimate.
   *
   * @param head of the model
   * @param dimension width of z
   * @param weights tensors of the network, by name
   * @return the posterior
   * @throws UnusableFileException if the model should have a posterior and has none, or one of
   *     another shape
   */
  public static Optional<CoefficientPosterior> of(
      HeadConfig head, int dimension, Map<String, TensorData> weights) {
    int r = head.uncertainPredictors();
    if (r == 0) {
      return Optional.empty();
    }
    int c = dimension + 1;
    double[] mean = doubles(weights, MEAN, r, c);
    boolean diagonal = weights.containsKey(SD);
    double[] spread =
        diagonal ? doubles(weights, SD, r, c) : doubles(weights, ROOT, (long) r * c, (long) r * c);
    return Optional.of(new CoefficientPosterior(r, c, mean, spread, diagonal));
  }

  private static double[] doubles(Map<String, TensorData> weights, String name, long... shape) {
    TensorData tensor = weights.get(name);
    if (tensor == null) {
      throw new UnusableFileException("weights must hold " + name + ", got none");
    }
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new UnusableFileException(
          "weights of %s must have shape %s, got %s"
              .formatted(name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
    }
    return tensor.doubles();
  }

  /** {@return R} This is the posterior of the first R linear predictors. */
  public int predictors() {
    return predictors;
  }

  /** {@return m (R, C), biases last} */
  public double[] mean() {
    return mean.clone();
  }

  /** {@return the posterior deviations of the coefficients (R, C), biases last} */
  public double[] sd() {
    double[] variances = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double[] direction = direction(i);
      for (int j = 0; j < mean.length; j++) {
        variances[j] += direction[j] * direction[j];
      }
    }
    return Arrays.stream(variances).map(Math::sqrt).toArray();
  }

  /**
   * {@return one of RC directions f (R, C), for which S is the sum of f f^T}
   *
   * @param index from 0 on
   */
  public double[] direction(int index) {
    double[] direction = new double[mean.length];
    if (diagonal) {
      direction[index] = spread[index];
    } else {
      System.arraycopy(spread, index * mean.length, direction, 0, mean.length);
    }
    return direction;
  }

  /**
   * Writes the means of the R predictors of a latent row to {@code eta}, starting at an offset.
   *
   * @param latent z of rows, row by row
   * @param from where the row begins
   * @param eta written
   * @param offset where to begin to write
   */
  public void means(float[] latent, int from, double[] eta, int offset) {
    for (int r = 0; r < predictors; r++) {
      eta[offset + r] = dot(mean, r * width, latent, from);
    }
  }

  /**
   * {@return Cov(eta) (R, R) of a latent row, row-major}
   *
   * @param latent z of rows, row by row
   * @param from where the row begins
   */
  public double[] covariance(float[] latent, int from) {
    double[] covariance = new double[predictors * predictors];
    if (diagonal) {
      for (int r = 0; r < predictors; r++) {
        covariance[r * predictors + r] = variance(r * width, latent, from);
      }
      return covariance;
    }
    double[] roots = new double[predictors];
    for (int row = 0; row < predictors * width; row++) {
      for (int r = 0; r < predictors; r++) {
        roots[r] = dot(spread, row * predictors * width + r * width, latent, from);
      }
      for (int r = 0; r < predictors; r++) {
        for (int s = 0; s < predictors; s++) {
          covariance[r * predictors + s] += roots[r] * roots[s];
        }
      }
    }
    return covariance;
  }

  private double dot(double[] coefficients, int at, float[] latent, int from) {
    double sum = coefficients[at + width - 1];
    for (int i = 0; i < width - 1; i++) {
      sum += coefficients[at + i] * latent[from + i];
    }
    return sum;
  }

  private double variance(int at, float[] latent, int from) {
    double sum = spread[at + width - 1] * spread[at + width - 1];
    for (int i = 0; i < width - 1; i++) {
      double term = spread[at + i] * latent[from + i];
      sum += term * term;
    }
    return sum;
  }
}
