package io.diglm.selective;

import io.diglm.distribution.MidRanks;
import io.diglm.distribution.StandardNormal;
import java.util.Arrays;

/**
 * The novelty scores of rows that did not train. They show how unusual the score of another row is.
 *
 * <p>Up to 2,000 scores are all kept. Of more scores, the 1,000 highest are kept and, of the
 * others, 1,000 at evenly spaced ranks, including the lowest.
 *
 * @param rows n, the calibration rows
 * @param kept the kept scores in increasing order; the array is shared, not copied
 */
public record Calibration(int rows, double[] kept) {
  /** The most that are kept. */
  public static final int MOST = 2000;

  private static final int TAIL = MOST / 2;

  /**
   * Relative: a score this little above that of a calibration row is its score. Scores come from
   * networks in single precision, and each processor, language and order of sums rounds them in
   * another way; at a kept score the p-value would jump.
   */
  public static final double SAME = 1e-5;

  /** Beyond the largest finite scores. */
  private static final double LARGEST = 1e300;

  /** Checks the number and the order of the kept values. */
  public Calibration {
    if (rows < 1 || kept.length != Math.min(rows, MOST)) {
      throw new IllegalArgumentException(
          "kept scores must be %d of %d rows, got %d"
              .formatted(Math.min(rows, MOST), rows, kept.length));
    }
    for (int i = 0; i < kept.length; i++) {
      if (Double.isNaN(kept[i]) || (i > 0 && kept[i] < kept[i - 1])) {
        throw new IllegalArgumentException(
            "kept scores must increase, got " + kept[i] + " at " + i);
      }
    }
  }

  /**
   * {@return the calibration by these scores (n), n &gt;= 1, in any order}
   *
   * @param scores the novelty of the calibration rows
   */
  public static Calibration of(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double[] kept = new double[Math.min(sorted.length, MOST)];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = sorted[rank(i, sorted.length)];
    }
    return new Calibration(sorted.length, kept);
  }

  /**
   * {@return (k + 1) / (n + 1), where k is the number of calibration rows that are at least as
   * novel} This is their share if the row itself is counted among them. If the row is exchangeable
   * with them, P(p &lt;= alpha) &lt;= alpha for every alpha (Vovk et al. 2005). If not all rows are
   * kept, k is exact among the 1,000 most novel; otherwise it is too high by less than n / 999. A
   * score that is not a number counts as the most novel. One that exceeds a kept score by no more
   * than {@link #SAME}, relative to the larger of itself and {@link #unit}, counts as that score,
   * so p errs to the side that holds.
   *
   * @param score the novelty of a row
   */
  public double pValue(double score) {
    if (Double.isNaN(score)) {
      return 1 / (rows + 1.0);
    }
    double least = score - SAME * Math.min(LARGEST, Math.max(unit(), Math.abs(score)));
    int low = 0;
    int high = kept.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (kept[middle] < least) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return pValueAbove(low);
  }

  /**
   * {@return the p-value of a score that exceeds so many kept scores}
   *
   * @param count of kept scores, 0 to their number
   */
  public double pValueAbove(int count) {
    // All rows between two kept ones count as at least as novel, so that p-values are never too
    // small.
    int below = count == 0 ? 0 : rank(count - 1, rows) + 1;
    return (rows - below + 1) / (rows + 1.0);
  }

  /** {@return 1, or the largest absolute kept score where all are less} */
  public double unit() {
    return Math.min(1, Math.max(Math.abs(kept[0]), Math.abs(kept[kept.length - 1])));
  }

  /**
   * {@return the least kept score that at least ceil((n + 1) C) - 1 of the other n + 1 exchangeable
   * rows do not exceed} The score of a further row is at most this with probability at least C.
   *
   * @param coverage C in (0, 1)
   * @throws IllegalArgumentException if there are fewer rows than C needs, ceil(1 / (1 - C)) - 1
   */
  public double quantile(double coverage) {
    if (!(coverage > 0 && coverage < 1)) {
      throw new IllegalArgumentException("coverage must be between 0 and 1, got " + coverage);
    }
    long rank = (long) Math.ceil((rows + 1.0) * coverage - 1e-9);
    if (rank > rows) {
      throw new IllegalArgumentException(
          "coverage of %s must be calibrated by at least %,d rows, got %,d"
              .formatted(coverage, (long) Math.ceil(1 / (1 - coverage) - 1e-9) - 1, rows));
    }
    int at = 0;
    while (rank(at, rows) < rank - 1) {
      at++;
    }
    return kept[at];
  }

  /**
   * Tests whether rows are as novel as the calibration rows, by the test of Mann and Whitney. A tie
   * counts as half.
   *
   * @param scores the novelty of the rows (m), m &gt;= 1
   * @return how far they differ, with a p-value
   */
  public Shift shift(double[] scores) {
    double sum = 0;
    for (double score : scores) {
      sum += lessNovel(score);
    }
    return shift(sum / scores.length, scores.length);
  }

  /**
   * The same of many rows that were added up.
   *
   * @param more the mean of {@link #lessNovel} over them
   * @param m how many they are
   * @return how far they differ, with a p-value
   */
  public Shift shift(double more, double m) {
    double variance = (rows + m + 1) / (12.0 * rows * m) * untied();
    double z = variance > 0 ? (more - 0.5) / Math.sqrt(variance) : 0;
    return new Shift(2 * more - 1, Math.min(1, 2 * StandardNormal.cdf(-Math.abs(z))));
  }

  /**
   * {@return the share of calibration rows that are less novel; rows that are equally novel count
   * as half}
   *
   * @param score the novelty of a row
   */
  public double lessNovel(double score) {
    if (Double.isNaN(score)) {
      return 1;
    }
    double below = weightBelow(score, false);
    double upTo = weightBelow(score, true);
    return (below + upTo) / 2 / rows;
  }

  /** Returns how many calibration rows are represented by the kept scores below a score. */
  private double weightBelow(double score, boolean orEqual) {
    int low = MidRanks.below(kept, score, orEqual);
    if (low == 0) {
      return 0;
    }
    // Half of the rows between two kept ones count.
    double last = rank(low - 1, rows);
    double next = low < kept.length ? rank(low, rows) : rows;
    return (last + 1 + next) / 2;
  }

  /** Returns the factor by which ties reduce the variance of a mean rank. */
  private double untied() {
    double n = kept.length;
    double ties = 0;
    int from = 0;
    for (int i = 1; i <= kept.length; i++) {
      if (i == kept.length || kept[i] != kept[from]) {
        double tied = i - from;
        ties += tied * tied * tied - tied;
        from = i;
      }
    }
    return kept.length < 2 ? 1 : 1 - ties / (n * n * n - n);
  }

  /**
   * How much more novel other rows are than the calibration rows.
   *
   * @param effect P(more novel) - P(less novel) of a row compared with a calibration row, in -1 to
   *     1 (Cliff 1993)
   * @param pValue two-sided; with many rows, it is small even for shifts that do not matter
   */
  public record Shift(double effect, double pValue) {}

  /**
   * {@return scores of evenly spaced ranks, as many as this at most; of kept ones the next above}
   *
   * @param most of scores
   */
  public double[] evenly(int most) {
    int count = Math.min(most, rows);
    double[] even = new double[count];
    int at = 0;
    for (int i = 0; i < count; i++) {
      long rank = (long) ((i + 0.5) / count * rows);
      while (rank(at) < rank && at < kept.length - 1) {
        at++;
      }
      even[i] = kept[at];
    }
    return even;
  }

  /**
   * {@return how many calibration rows come before the i-th kept one}
   *
   * @param i index of a kept row, from 0
   */
  public int rank(int i) {
    return rank(i, rows);
  }

  private static int rank(int i, int rows) {
    if (rows <= MOST) {
      return i;
    }
    int bulk = rows - TAIL;
    return i < TAIL ? (int) ((long) i * (bulk - 1) / (TAIL - 1)) : bulk + i - TAIL;
  }
}
