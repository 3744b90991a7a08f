package io.diglm.experiments;

import io.diglm.distribution.Normal;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Seeds;
import java.util.SplittableRandom;

/**
 * The distribution of the simulated data (section 6.1): x from three normals of equal weight, y =
 * x^3 + e, e ~ N(0, sd_k^2) by the component k that x came from.
 */
final class Truth {
  private static final double[] MEANS = {-4, 0, 4};
  private static final double[] SDS = {0.4, 0.6, 0.4};
  private static final double[] NOISE = {3, 20, 3};

  private Truth() {}

  /**
   * Points drawn from the truth.
   *
   * @param x (N)
   * @param y (N)
   */
  record Points(double[] x, double[] y) {}

  static Points draw(int count, long seed, String purpose) {
    SplittableRandom random = Seeds.stream(seed, purpose);
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      int k = random.nextInt(MEANS.length);
      x[i] = MEANS[k] + SDS[k] * random.nextGaussian();
      y[i] = x[i] * x[i] * x[i] + NOISE[k] * random.nextGaussian();
    }
    return new Points(x, y);
  }

  /** p(x). */
  static NormalMixture density() {
    return NormalMixture.ofLogits(new double[MEANS.length], MEANS, SDS);
  }

  /** p(y|x): a mixture of the noises of the components, weighted by their probabilities given x. */
  static NormalMixture answer(double x) {
    double[] logits = new double[MEANS.length];
    double[] means = new double[MEANS.length];
    for (int k = 0; k < MEANS.length; k++) {
      logits[k] = new Normal(MEANS[k], SDS[k]).logDensity(x);
      means[k] = x * x * x;
    }
    return NormalMixture.ofLogits(logits, means, NOISE);
  }
}
