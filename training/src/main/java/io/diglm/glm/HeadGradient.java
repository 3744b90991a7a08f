package io.diglm.glm;

import io.diglm.model.HeadConfig;
import io.diglm.torch.ParameterStore;
import java.util.Arrays;
import java.util.Optional;

/**
 * log p(y|z) of rows and its gradient by z, W and b, in plain Java: eta = W z + b, so that with g
 * the gradient by eta those are W^T g, g z^T and g. Not safe to use from two threads at once.
 */
public final class HeadGradient {
  private final HeadConfig config;
  private final Family family;
  private final int dimension;
  private final int linear;
  private final int weightAt;
  private final int biasAt;
  private final double[] eta;
  private final double[] byEta;
  private final double[] byWeight;
  private final double[] byBias;

  private HeadGradient(HeadConfig config, int dimension, int weightAt, int biasAt) {
    this.config = config;
    this.dimension = dimension;
    this.weightAt = weightAt;
    this.biasAt = biasAt;
    family = Family.of(config);
    linear = config.linearPredictors();
    eta = new double[config.predictors()];
    byEta = new double[config.predictors()];
    byWeight = new double[linear * dimension];
    byBias = new double[config.predictors()];
  }

  /**
   * Returns the gradient of a head over the tensors {@code name...} of a flattened store, if its
   * coefficients are one estimate while it trains.
   *
   * @param dimension D, the width of z
   */
  public static Optional<HeadGradient> of(
      TargetTerm term, HeadConfig config, int dimension, ParameterStore store, String name) {
    if (!(term instanceof PointTerm)) {
      return Optional.empty();
    }
    if (config.predictors() == 0) {
      return Optional.of(new HeadGradient(config, dimension, 0, 0));
    }
    int weightAt = store.place(name + ".weight");
    return Optional.of(new HeadGradient(config, dimension, weightAt, store.place(name + ".bias")));
  }

  /**
   * Returns the sum of log p(y|z) in nats, and adds a multiple of its gradient.
   *
   * @param parameters the vector of all parameters
   * @param z (N, D) row-major
   * @param y targets (N) in the user's units, classes by their index; rows of NaN add nothing
   * @param factor what the gradients are multiplied by
   * @param byLatent the gradient by z is added (N, D)
   * @param gradients as long as the vector of all parameters; those by W and b are added
   */
  public double add(
      float[] parameters,
      float[] z,
      double[] y,
      double factor,
      float[] byLatent,
      float[] gradients) {
    Arrays.fill(byWeight, 0);
    Arrays.fill(byBias, 0);
    double sum = 0;
    for (int row = 0; row < y.length; row++) {
      if (!Double.isNaN(y[row])) {
        int at = row * dimension;
        predict(parameters, z, at);
        sum += family.logLikelihood(eta, 0, config.standardised(y[row]), byEta);
        walkBack(parameters, z, at, factor, byLatent);
      }
    }
    for (int i = 0; i < byWeight.length; i++) {
      gradients[weightAt + i] += (float) byWeight[i];
    }
    for (int p = 0; p < byBias.length; p++) {
      gradients[biasAt + p] += (float) byBias[p];
    }
    return sum;
  }

  private void predict(float[] parameters, float[] z, int at) {
    for (int p = 0; p < eta.length; p++) {
      double sum = parameters[biasAt + p];
      int own = weightAt + p * dimension;
      for (int d = 0; d < dimension && p < linear; d++) {
        sum += (double) parameters[own + d] * z[at + d];
      }
      eta[p] = sum;
    }
  }

  private void walkBack(float[] parameters, float[] z, int at, double factor, float[] byLatent) {
    for (int p = 0; p < eta.length; p++) {
      double slope = factor * byEta[p];
      byBias[p] += slope;
      int own = p * dimension;
      for (int d = 0; d < dimension && p < linear; d++) {
        byWeight[own + d] += slope * z[at + d];
        byLatent[at + d] += (float) (slope * parameters[weightAt + own + d]);
      }
    }
  }
}
