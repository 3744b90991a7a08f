package io.diglm.selective;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Keeps the coverage of intervals or label sets while rows change, by labels that arrive later.
 *
 * <p>The set of a row contains y if its conformity score is at most the quantile, at the current
 * level, of the scores in a window of the latest labelled rows. The level rises after a miss and
 * falls after a hit, a_t+1 = a_t + g (a - miss_t) for 1 - level (Gibbs and Candès 2021). The right
 * step g depends on how fast rows change, so eight steps run in parallel and are weighted by their
 * recent performance (DtACI; Gibbs and Candès 2024). The largest step is .128, or 1 / delay if
 * labels arrive later, because larger steps would react to the same change repeatedly and
 * oscillate. Over a long time, the share of misses is near 1 - C, whatever the rows do.
 *
 * <p>With late labels, such small steps leave a debt: the misses of the time that it took to find
 * the level. So a is 1 - C less the misses beyond 1 - C until now, divided by 4,000 rows: they are
 * paid back over about so many (the integral term of conformal PID control; Angelopoulos, Candès
 * and Tibshirani 2023). a stays between half of 1 - C and twice that.
 *
 * <p>Not safe to share between threads.
 */
public final class AdaptiveCoverage {
  private static final int STEPS = 8;

  private static final double LARGEST = 0.128;

  /** The number of rows over which the steps are compared. */
  private static final double STRETCH = 500;

  /** Over about so many rows the misses beyond 1 - C are paid back. */
  private static final double PAID_BACK = 4000;

  private static final long SEED = 1;

  private final double misses;
  private final double rate;
  private final double[] steps = new double[STEPS];
  private final double[] levels = new double[STEPS];
  private final double[] weights = new double[STEPS];
  private final double[] window;
  private final double[] sorted;

  /** The thresholds after the latest calls of {@link #add}: of the rows without a label so far. */
  private final double[] issued;

  private int oldest;
  private long added;
  private double debt;

  /**
   * Starts, for labels that arrive before the next row.
   *
   * @param coverage C in (0, 1)
   * @param level the level that was last right; C if it is unknown
   * @param scores of calibration rows in any order, at least 1: the first window
   */
  public AdaptiveCoverage(double coverage, double level, double[] scores) {
    this(coverage, level, scores, 0);
  }

  /**
   * Starts.
   *
   * @param coverage C in (0, 1)
   * @param level the level that was last right; C if it is unknown
   * @param scores of calibration rows in any order, at least 1: the first window
   * @param delay about how many rows arrive between a row and its label
   */
  public AdaptiveCoverage(double coverage, double level, double[] scores, int delay) {
    if (!(coverage > 0 && coverage < 1)) {
      throw new IllegalArgumentException("coverage must be between 0 and 1, got " + coverage);
    }
    if (scores.length == 0) {
      throw new IllegalArgumentException("scores of calibration rows must be at least 1, got 0");
    }
    misses = 1 - coverage;
    double spread = coverage * coverage * Math.pow(misses, 3);
    spread += misses * misses * Math.pow(coverage, 3);
    rate = Math.sqrt(3 / STRETCH * (Math.log(STRETCH * STEPS) + 2) / spread);
    Arrays.fill(levels, 1 - level);
    Arrays.fill(weights, 1.0 / STEPS);
    double largest = Math.min(LARGEST, 1.0 / Math.max(1, delay));
    Arrays.setAll(steps, k -> largest / (1 << (STEPS - 1 - k)));
    window = scores.clone();
    shuffle(window); // else the lowest would be the first to go
    sorted = window.clone();
    Arrays.sort(sorted);
    issued = new double[Math.max(1, delay)];
    Arrays.fill(issued, threshold());
  }

  private static void shuffle(double[] values) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  /**
   * {@return the level for the next row} Below 0 the set must be empty; above 1 it must be
   * everything.
   */
  public double level() {
    double mean = 0;
    for (int k = 0; k < levels.length; k++) {
      mean += weights[k] * levels[k];
    }
    return 1 - mean;
  }

  /** {@return the largest score in the set of the next row; 1 means everything} */
  public double threshold() {
    long rank = (long) Math.ceil((sorted.length + 1.0) * level() - 1e-9);
    return rank > sorted.length ? 1 : rank < 1 ? 0 : sorted[(int) rank - 1];
  }

  /**
   * Learns from a label.
   *
   * @param score of its row, see {@link Conformity#score}
   * @throws IllegalArgumentException if it is not in 0 to 1
   */
  public void add(double score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score must be in 0 to 1, got " + score);
    }
    added++;
    debt += (score > issued[(int) (added % issued.length)] ? 1 : 0) - misses;
    double wanted = wanted();
    int below = below(score);
    double own = Math.min(1, (sorted.length - below + 1.0) / (sorted.length + 1));
    double sum = 0;
    for (int k = 0; k < levels.length; k++) {
      double gap = own - levels[k];
      double loss = gap < 0 ? (wanted - 1) * gap : wanted * gap; // of the quantile
      weights[k] *= Math.exp(-rate * loss);
      sum += weights[k];
    }
    for (int k = 0; k < levels.length; k++) {
      weights[k] = (1 - 0.5 / STRETCH) * weights[k] / sum + 0.5 / STRETCH / STEPS;
      levels[k] += steps[k] * (wanted - (levels[k] > own ? 1 : 0));
    }
    replace(score, below);
    issued[(int) (added % issued.length)] = threshold();
  }

  /** Returns the share of misses to aim at, in view of those until now. */
  private double wanted() {
    double most = Math.min(2 * misses, (1 + misses) / 2);
    return Math.max(misses / 2, Math.min(most, misses - debt / PAID_BACK));
  }

  private int below(double score) {
    int at = Arrays.binarySearch(sorted, score);
    at = at < 0 ? -at - 1 : at;
    while (at > 0 && sorted[at - 1] == score) {
      at--;
    }
    return at;
  }

  /** The oldest of the window goes. */
  private void replace(double score, int to) {
    int from = Arrays.binarySearch(sorted, window[oldest]);
    if (from < to) {
      System.arraycopy(sorted, from + 1, sorted, from, to - from - 1);
      sorted[to - 1] = score;
    } else {
      System.arraycopy(sorted, to, sorted, to + 1, from - to);
      sorted[to] = score;
    }
    window[oldest] = score;
    oldest = (oldest + 1) % window.length;
  }

  /** {@return the scores of the window in increasing order} */
  public double[] scores() {
    return sorted.clone();
  }
}
