package io.diglm.selective;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Conformity scores of calibration rows, each weighted by the ratio of its probability among future
 * rows to that among these rows (Tibshirani et al. 2019).
 *
 * @param scores in increasing order (n)
 * @param weights of the same rows, at least 0 (n)
 * @param next the weight of the row whose y is to be held
 */
public record WeightedScores(double[] scores, double[] weights, double next) {
  /** No rows. */
  public static final WeightedScores NONE = new WeightedScores(new double[0], new double[0], 1);

  /** Checks the weights. */
  public WeightedScores {
    if (scores.length != weights.length || !(next > 0) || !allWeights(weights)) {
      throw new IllegalArgumentException(
          "weights must be of %d scores, finite and at least 0, got %d"
              .formatted(scores.length, weights.length));
    }
  }

  private static boolean allWeights(double... weights) {
    boolean all = true;
    for (double w : weights) {
      all &= w >= 0 && !Double.isInfinite(w);
    }
    return all;
  }

  /**
   * Sorts scores with their weights. The next row's weight is the mean of the ratio over rows to
   * come, which calibration rows estimate by sum w^2 / sum w.
   *
   * @param scores of the calibration rows (n)
   * @param weights of these rows (n), at least 0
   * @return the sorted scores
   */
  public static WeightedScores of(double[] scores, double[] weights) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(i -> i)
            .toArray();
    double sum = Arrays.stream(weights).sum();
    double squares = Arrays.stream(weights).map(w -> w * w).sum();
    return new WeightedScores(
        IntStream.of(order).mapToDouble(i -> scores[i]).toArray(),
        IntStream.of(order).mapToDouble(i -> weights[i]).toArray(),
        squares / sum);
  }

  /** {@return n} */
  public int rows() {
    return scores.length;
  }

  /** {@return how many rows of equal weights would say as much, (sum w)^2 / sum w^2 (Kish 1965)} */
  public double effectiveRows() {
    double sum = Arrays.stream(weights).sum();
    return sum * sum / Arrays.stream(weights).map(w -> w * w).sum();
  }

  /**
   * {@return the least score that holds y with chance C; 1 where all of them together do not}
   *
   * @param coverage C in (0, 1)
   */
  public double quantile(double coverage) {
    double wanted = coverage * (Arrays.stream(weights).sum() + next);
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      sum += weights[i];
      if (sum >= wanted) {
        return scores[i];
      }
    }
    return 1;
  }
}
