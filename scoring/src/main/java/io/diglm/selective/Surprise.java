package io.diglm.selective;

import java.util.Arrays;

/**
 * The negative log of the share of rows that are at least as novel, in nats, as an increasing
 * function of the score. Up to the most novel tenth the rows are counted. Beyond it, an exponential
 * tail with the mean excess of that tenth is used, so that scores far beyond all rows still differ.
 */
public final class Surprise {
  /** The share of the rows, the most novel, beyond whose start the tail is exponential. */
  public static final double TAIL = 0.1;

  private final double[] kept;
  private final double start;
  private final double excess;

  /**
   * Makes the function from the scores of rows.
   *
   * @param kept in increasing order (m), m &gt;= 1; shared, not copied
   */
  public Surprise(double[] kept) {
    this.kept = kept;
    int tail = (int) ((1 - TAIL) * (kept.length - 1));
    start = kept[tail];
    excess = excess(tail);
  }

  /**
   * {@return the surprise by these scores, in any order}
   *
   * @param scores of ordinary rows, at least one
   */
  public static Surprise of(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return new Surprise(sorted);
  }

  /** {@return the scores in increasing order (m)} Callers must not change them. */
  public double[] kept() {
    return kept;
  }

  /** {@return the score at which the tail begins} */
  public double start() {
    return start;
  }

  /** {@return the mean excess over the start of the tail} */
  public double excess() {
    return excess;
  }

  /**
   * {@return the surprise in nats, at least 0; infinite if the score is not a number}
   *
   * @param score of a row
   */
  public double nats(double score) {
    if (Double.isNaN(score)) {
      return Double.POSITIVE_INFINITY;
    }
    return score > start
        ? -Math.log(TAIL) + (score - start) / excess
        : Math.min(-Math.log(TAIL), -Math.log1p(-share(score)));
  }

  /** The share of the rows below a score; rows with the same score count as half. */
  private double share(double score) {
    int at = Arrays.binarySearch(kept, score);
    int low = at < 0 ? -at - 1 : at;
    int high = low;
    while (low > 0 && kept[low - 1] == score) {
      low--;
    }
    while (high < kept.length && kept[high] == score) {
      high++;
    }
    double part = 0;
    if (low == high && low > 0 && low < kept.length) {
      part = (score - kept[low - 1]) / (kept[low] - kept[low - 1]) - 0.5;
    }
    return Math.max(0, (0.5 * (low + high) + part) / (kept.length + 1.0));
  }

  /**
   * The mean excess over the start of the tail. If all scores there are equal, a small positive
   * number.
   */
  private double excess(int tail) {
    double sum = 0;
    for (int i = tail; i < kept.length; i++) {
      sum += kept[i] - kept[tail];
    }
    double mean = sum / (kept.length - tail);
    double spread = kept[kept.length - 1] - kept[0];
    return Math.max(mean, spread > 0 ? 1e-6 * spread : 1);
  }
}
