package io.diglm.train;

import io.diglm.glm.GaussianPosterior;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.posterior.CoefficientPosterior;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** A posterior among the tensors of a model file, where the head's own weights are its means. */
final class StoredPosterior {
  private static final String WEIGHT = "head.weight";
  private static final String BIAS = "head.bias";

  private StoredPosterior() {}

  /** Returns the head's coefficients (R, D + 1), biases last. */
  static double[] coefficients(HeadConfig head, Map<String, TensorData> weights, int dimension) {
    double[] weight = tensor(weights, WEIGHT).doubles();
    double[] bias = tensor(weights, BIAS).doubles();
    int rows = head.uncertainPredictors();
    double[] coefficients = new double[rows * (dimension + 1)];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(weight, r * dimension, coefficients, r * (dimension + 1), dimension);
      coefficients[r * (dimension + 1) + dimension] = bias[r];
    }
    return coefficients;
  }

  /**
   * Returns the weights with a posterior in place of what they had.
   *
   * @param logSd log sigma0 of a Gaussian with one for all rows, in units of the standardised
   *     target
   */
  static Map<String, TensorData> with(
      HeadConfig head,
      Map<String, TensorData> weights,
      GaussianPosterior posterior,
      OptionalDouble logSd) {
    Map<String, TensorData> all = new HashMap<>(weights);
    int rows = head.uncertainPredictors();
    double[] mean = posterior.mean();
    int width = mean.length / rows;
    TensorData oldWeight = tensor(weights, WEIGHT);
    float[] weight = oldWeight.floats();
    TensorData oldBias = tensor(weights, BIAS);
    float[] bias = oldBias.floats();
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < width - 1; i++) {
        weight[r * (width - 1) + i] = (float) mean[r * width + i];
      }
      bias[r] = (float) mean[r * width + width - 1];
    }
    logSd.ifPresent(value -> bias[1] = (float) value);
    all.put(WEIGHT, TensorData.of(weight, oldWeight.shape()));
    all.put(BIAS, TensorData.of(bias, oldBias.shape()));
    long size = mean.length;
    all.put(CoefficientPosterior.MEAN, TensorData.of(mean, rows, width));
    all.put(CoefficientPosterior.ROOT, TensorData.of(posterior.root(), size, size));
    all.put(CoefficientPosterior.GRAM, TensorData.of(posterior.gram(), size, size));
    all.put(CoefficientPosterior.MOMENT, TensorData.of(posterior.moment(), size));
    all.put(CoefficientPosterior.PRIOR, TensorData.of(new double[] {posterior.prior()}, 1));
    return all;
  }

  /**
   * Reads what {@link #with} stored.
   *
   * @throws UnusableFileException if it is not there
   */
  static GaussianPosterior read(Map<String, TensorData> weights) {
    return GaussianPosterior.of(
        tensor(weights, CoefficientPosterior.PRIOR).doubles()[0],
        tensor(weights, CoefficientPosterior.GRAM).doubles(),
        tensor(weights, CoefficientPosterior.MOMENT).doubles());
  }

  private static TensorData tensor(Map<String, TensorData> weights, String name) {
    TensorData tensor = weights.get(name);
    if (tensor == null) {
      throw new UnusableFileException("weights must hold " + name + ", got none");
    }
    return tensor;
  }
}
