package io.diglm.glm;

import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What the parameters of a head are before learning. */
public record InitialValues(HeadConfig config) {
  private static final double DEVIATION = 0.05;

  /** Returns small random weights (P', D). */
  public float[] weight(int dimension, SplittableRandom random) {
    float[] weight = new float[config.linearPredictors() * dimension];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (DEVIATION * random.nextGaussian());
    }
    return weight;
  }

  /**
   * Returns biases (P): components of a mixture apart, the mean of a positive family where the
   * targets are, which no optimiser finds quickly from a mean of 1, and one of 1 where an eta of 0
   * has none. The standardised families and classes start well as they are.
   *
   * @param mean of the training targets
   */
  public float[] bias(double mean) {
    double[] bias = new double[config.predictors()];
    switch (config.family()) {
      case MIXTURE, LOG_MIXTURE, ROUNDED -> {
        int count = config.count();
        fillEvenly(bias, count, -1, 2);
        fillEvenly(bias, 2 * count, -1, 0.3);
      }
      case STUDENT_T -> bias[2] = 1.5;
      case GAUSSIAN, BERNOULLI, CATEGORICAL -> {
        boolean singular = config.link() == Link.SQRT || config.link() == Link.INVERSE;
        Arrays.fill(bias, 0, 1, singular ? 1 : 0);
      }
      case POISSON, NEGATIVE_BINOMIAL, GAMMA -> bias[0] = config.link().of(mean);
      case NONE -> {}
    }
    float[] rounded = new float[bias.length];
    for (int p = 0; p < bias.length; p++) {
      rounded[p] = (float) bias[p];
    }
    return rounded;
  }

  private void fillEvenly(double[] bias, int offset, double low, double high) {
    int count = config.count();
    for (int k = 0; k < count; k++) {
      bias[offset + k] = low + (high - low) * k / (count - 1);
    }
  }
}
