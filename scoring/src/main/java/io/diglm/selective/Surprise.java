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

  /** Relative: a score this near one that several rows have is that score. */
  private static final double TIED = 2e-6;

  /** Relative: the same at the least score and where the tail begins. */
  private static final double OWN = 5e-7;

  private static final double[] NONE = {};

  private final double[] kept;
  private final double start;
  private final double excess;
  private final double[] tied;
  private final double[] ends;

  /**
   * Makes the function from the scores of rows.
   *
   * @param kept in increasing order (m), m &gt;= 1; shared, not copied
   */
  public Surprise(double[] kept) {
    this(kept, false);
  }

  private Surprise(double[] kept, boolean rounded) {
    this.kept = kept;
    int tail = (int) ((1 - TAIL) * (kept.length - 1));
    start = kept[tail];
    excess = excess(tail);
    tied = rounded ? tied(kept) : NONE;
    ends = rounded ? new double[] {kept[0], start} : NONE;
  }

  /**
   * {@return the function of scores that come from a network} Another processor, language or
   * version rounds them in another way, and a row that ties with kept rows must stay among them.
   *
   * @param kept in increasing order (m), m &gt;= 1; shared, not copied
   */
  public static Surprise ofRounded(double[] kept) {
    return new Surprise(kept, true);
  }

  /** Returns the scores that several rows have. */
  private static double[] tied(double[] kept) {
    double[] tied = new double[kept.length];
    int count = 0;
    for (int i = 1; i < kept.length; i++) {
      if (kept[i] == kept[i - 1] && (count == 0 || tied[count - 1] != kept[i])) {
        tied[count++] = kept[i];
      }
    }
    return Arrays.copyOf(tied, count);
  }

  /** Returns the nearest of some increasing scores if it is near enough, else the score. */
  private static double snapped(double score, double[] steps, double relative) {
    if (steps.length == 0) {
      return score;
    }
    int at = Arrays.binarySearch(steps, score);
    int above = Math.min(steps.length - 1, at < 0 ? -at - 1 : at);
    double below = steps[Math.max(0, above - 1)];
    double nearest = score - below <= Math.abs(steps[above] - score) ? below : steps[above];
    double room = relative * Math.max(1, Math.abs(score));
    return Math.abs(score - nearest) <= room ? nearest : score;
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
    double near = snapped(snapped(score, tied, TIED), ends, OWN);
    return near > start
        ? -Math.log(TAIL) + (near - start) / excess
        : Math.min(-Math.log(TAIL), -Math.log1p(-share(near)));
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
