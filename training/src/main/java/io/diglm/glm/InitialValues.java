package io.diglm.glm;

import io.diglm.model.HeadConfig;
import java.util.SplittableRandom;

/**
 * The initial values of the parameters of a head.
 *
 * @param config of the head
 */
public record InitialValues(HeadConfig config) {
  private static final double DEVIATION = 0.05;

  /**
   * {@return small random weights (P', D)}
   *
   * @param dimension D
   * @param random source of the draws
   */
  public float[] weight(int dimension, SplittableRandom random) {
    float[] weight = new float[config.linearPredictors() * dimension];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (DEVIATION * random.nextGaussian());
    }
    return weight;
  }

  /**
   * {@return biases (P): 0 but where the family starts elsewhere}
   *
   * @param mean of the training targets
   */
  public float[] bias(double mean) {
    double[] bias = new double[config.predictors()];
    config.definition().start(config, mean, bias);
    float[] rounded = new float[bias.length];
    for (int p = 0; p < bias.length; p++) {
      rounded[p] = (float) bias[p];
    }
    return rounded;
  }
}
