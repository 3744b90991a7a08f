package io.diglm.distribution;

import java.util.Arrays;

/**
 * Categorical over classes 0 .. K-1. Mean, standard deviation and distribution function are those
 * of the class index.
 *
 * @param logProbabilities log P(Y = k) in nats (K); the array is shared, not copied
 */
public record Categorical(double[] logProbabilities) implements ClassDistribution {
  public Categorical {
    if (logProbabilities.length < 2) {
      throw new IllegalArgumentException(
          "classes must be at least 2, got " + logProbabilities.length);
    }
    double total = LogSum.of(logProbabilities);
    if (!(Math.abs(total) < 1e-6)) {
      throw new IllegalArgumentException("probabilities must sum to 1, got " + Math.exp(total));
    }
  }

  /** Softmax: P(Y = k) proportional to exp(logits[k]). */
  public static Categorical ofLogits(double... logits) {
    return new Categorical(LogSum.normalised("logit", logits));
  }

  /** Returns the probabilities, for people. */
  @Override
  public String toString() {
    return "Categorical[" + Numbers.text(Arrays.stream(logProbabilities).map(Math::exp)) + "]";
  }

  @Override
  public int classes() {
    return logProbabilities.length;
  }

  @Override
  public double mean() {
    double sum = 0;
    for (int k = 0; k < classes(); k++) {
      sum += k * probability(k);
    }
    return sum;
  }

  @Override
  public double sd() {
    double mean = mean();
    double sum = 0;
    for (int k = 0; k < classes(); k++) {
      sum += (k - mean) * (k - mean) * probability(k);
    }
    return Math.sqrt(sum);
  }

  @Override
  public double logDensity(double y) {
    boolean known = y >= 0 && y < classes() && y == Math.rint(y);
    return known ? logProbabilities[(int) y] : Double.NEGATIVE_INFINITY;
  }
}
