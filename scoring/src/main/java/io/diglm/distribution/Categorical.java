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
    requireProbabilities(logProbabilities);
  }

  static void requireProbabilities(double[] logs) {
    if (logs.length < 2) {
      throw new IllegalArgumentException("classes must be at least 2, got " + logs.length);
    }
    double total = LogSum.of(logs);
    if (!(Math.abs(total) < 1e-6)) {
      throw new IllegalArgumentException("probabilities must sum to 1, got " + Math.exp(total));
    }
  }

  /**
   * Softmax: P(Y = k) proportional to exp(logits[k]).
   *
   * @param logits log-probabilities up to a constant (K)
   * @return the distribution over K classes
   */
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
  public double logDensity(double y) {
    boolean known = y >= 0 && y < classes() && y == Math.rint(y);
    return known ? logProbabilities[(int) y] : Double.NEGATIVE_INFINITY;
  }
}
