package io.diglm.selective;

import java.util.Arrays;

/**
 * -log of the share of rows at least as novel, in nats, as an increasing function of the score: by
 * counting up to the score of the most novel tenth, beyond it by an exponential tail with their
 * mean excess, so that scores far beyond all rows still differ.
 */
public final class Surprise {
  private static final double TAIL = 0.1;

  private final double[] kept;
  private final double start;
  private final double excess;

  /**
   * Takes the scores of rows.
   *
   * @param kept in increasing order (m), m &gt;= 1; shared, not copied
   */
  public Surprise(double[] kept) {
    this.kept = kept;
    int tail = (int) ((1 - TAIL) * (kept.length - 1));
    start = kept[tail];
    excess = excess(tail);
  }

  /** Returns the surprise by these rows' scores, in any order. */
  public static Surprise of(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return new Surprise(sorted);
  }

  /** Returns the scores in increasing order (m); not to be written to. */
  public double[] kept() {
    return kept;
  }

  /** Returns the surprise in nats, at least 0; infinite where the score is not a number. */
  public double nats(double score) {
    if (Double.isNaN(score)) {
      return Double.POSITIVE_INFINITY;
    }
    return score > start
        ? -Math.log(TAIL) + (score - start) / excess
        : Math.min(-Math.log(TAIL), -Math.log1p(-share(score)));
  }

  /** The share of the rows below a score, rows of the same score by half. */
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

  /** The mean excess over the tail's start; of scores all equal there, what keeps it positive. */
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
