package io.diglm.distribution;

import java.util.Arrays;

/**
 * Ordered classes 0 .. K-1, such as grades. Mean, standard deviation and distribution function are
 * those of the rank, and the score counts how many ranks an answer is away.
 *
 * @param logProbabilities log P(Y = k) in nats (K); the array is shared, not copied
 */
public record Ordinal(double[] logProbabilities) implements ClassDistribution {
  public Ordinal {
    Categorical.requireProbabilities(logProbabilities);
  }

  /**
   * Softmax: P(Y = k) proportional to exp(logits[k]).
   *
   * @param logits log-probabilities up to a constant (K), from the lowest class to the highest
   * @return the distribution over K ordered classes
   */
  public static Ordinal ofLogits(double... logits) {
    return new Ordinal(LogSum.normalised("logit", logits));
  }

  /** Returns the probabilities, for people. */
  @Override
  public String toString() {
    return "Ordinal[" + Numbers.text(Arrays.stream(logProbabilities).map(Math::exp)) + "]";
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

  /**
   * The ranked probability score, the sum over k of (P(Y &lt;= k) - 1{y &lt;= k})^2 (Epstein 1969),
   * in ranks: that of an answer that is sure is how many ranks it is away.
   */
  @Override
  public double crps(double y) {
    double sum = 0;
    double below = 0;
    for (int k = 0; k < classes() - 1; k++) {
      below += probability(k);
      double gap = below - (y <= k ? 1 : 0);
      sum += gap * gap;
    }
    return sum;
  }
}
