package io.diglm.selective;

import io.diglm.distribution.ClassDistribution;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the confidence of the most probable class with its accuracy, in 15 bins of equal width
 * over [0, 1] (Guo et al. 2017). Not safe to share between threads.
 */
public final class Reliability {
  private static final int BINS = 15;

  private final long[] rows = new long[BINS];
  private final double[] weights = new double[BINS];
  private final double[] confidence = new double[BINS];
  private final double[] right = new double[BINS];

  /**
   * Rows whose confidence lies between {@code from} and {@code to}.
   *
   * @param from least confidence
   * @param to greatest confidence
   * @param rows how many
   * @param confidence their mean confidence, by weight
   * @param accuracy the share of their weight whose most probable class was right
   */
  public record Bin(double from, double to, long rows, double confidence, double accuracy) {}

  /**
   * Adds a row with its predicted distribution and its actual class.
   *
   * @param predicted p(y|x)
   * @param y index of the class
   */
  public void add(ClassDistribution predicted, double y) {
    add(predicted, y, 1);
  }

  /**
   * Adds a row that counts by a weight.
   *
   * @param predicted p(y|x)
   * @param y index of the class
   * @param weight finite, at least 0
   */
  public void add(ClassDistribution predicted, double y, double weight) {
    int mode = predicted.mode();
    double top = predicted.probability(mode);
    int b = Math.min((int) (top * BINS), BINS - 1);
    rows[b]++;
    weights[b] += weight;
    confidence[b] += weight * top;
    right[b] += mode == y ? weight : 0;
  }

  /** {@return the bins that have rows, by increasing confidence} */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      if (weights[b] > 0) {
        double n = weights[b];
        double from = (double) b / BINS;
        double to = (b + 1.0) / BINS;
        bins.add(new Bin(from, to, rows[b], confidence[b] / n, right[b] / n));
      }
    }
    return bins;
  }

  /**
   * {@return the expected calibration error (ECE): the mean over rows of |accuracy - confidence| of
   * their bin; 0 without rows}
   */
  public double ece() {
    double total = 0;
    double count = 0;
    for (int b = 0; b < BINS; b++) {
      total += Math.abs(right[b] - confidence[b]);
      count += weights[b];
    }
    return count == 0 ? 0 : total / count;
  }
}
