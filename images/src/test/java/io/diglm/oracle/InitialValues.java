package io.diglm.oracle;

import io.diglm.distribution.Seeds;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** What the parameters of a head are before learning. */
record InitialValues(HeadConfig config) {
  private static final double DEVIATION = 0.05;

  /** Returns small random weights (P', D). */
  Tensor weight(int dimension, SplittableRandom random) {
    float[] draws = Seeds.normal(random, config.linearPredictors() * dimension, DEVIATION);
    return Tensors.of(draws, config.linearPredictors(), dimension);
  }

  /** Returns biases (P): components of a mixture apart, a mean of 1 where an eta of 0 has none. */
  Tensor bias() {
    double[] bias = new double[config.predictors()];
    switch (config.family()) {
      case MIXTURE, LOG_MIXTURE, ROUNDED -> {
        int count = config.count();
        fillEvenly(bias, count, -1, 2);
        fillEvenly(bias, 2 * count, -1, 0.3);
      }
      case STUDENT_T -> bias[2] = 1.5;
      case GAUSSIAN,
          BERNOULLI,
          CATEGORICAL,
          ORDINAL,
          POISSON,
          NEGATIVE_BINOMIAL,
          GAMMA,
          ZERO_INFLATED_POISSON,
          ZERO_INFLATED_NEGATIVE_BINOMIAL,
          TWEEDIE,
          BETA -> {
        boolean singular = config.link() == Link.SQRT || config.link() == Link.INVERSE;
        Arrays.fill(bias, 0, 1, singular ? 1 : 0);
      }
      case WEIBULL, LOG_NORMAL, LOG_LOGISTIC, NONE -> {}
    }
    return Tensors.of(bias, bias.length);
  }

  private void fillEvenly(double[] bias, int offset, double low, double high) {
    int count = config.count();
    for (int k = 0; k < count; k++) {
      bias[offset + k] = low + (high - low) * k / (count - 1);
    }
  }
}
