package io.diglm.schema;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Counts and orders the levels of a category. */
final class LevelInference {
  private static final int KEPT = 10_000;

  /** Stands for all levels that training did not see. */
  private static final int UNKNOWN = -1;

  /**
   * The number of rows at the overall mean that is added to each level, so that rare levels are not
   * first or last by chance.
   */
  private static final double PRIOR_ROWS = 10;

  private static final int PASSES = 50;

  /** The distances between more levels would take too much memory and time. */
  private static final int MOST_ON_PATH = 2000;

  private final List<String> texts;
  private final int[] count;

  /** For each number that orders the levels, its mean by level; an unknown level has 0. */
  private final List<double[]> means;

  /** The levels that occur, the most frequent first. */
  private final int[] occurring;

  /**
   * Takes the texts of the training rows, and for each row the numbers whose means order the
   * levels, perhaps none.
   */
  LevelInference(Cells.Texts cells, List<double[]> targets) {
    texts = cells.levels();
    count = new int[texts.size()];
    for (int code : cells.codes()) {
      if (code >= 0) {
        count[code]++;
      }
    }
    means = targets.stream().map(target -> means(cells.codes(), target)).toList();
    occurring =
        IntStream.range(0, count.length)
            .filter(level -> count[level] > 0)
            .boxed()
            .sorted(Comparator.<Integer>comparingInt(l -> -count[l]).thenComparing(texts::get))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  int distinct() {
    return occurring.length;
  }

  LevelAxis infer(Part part) {
    int kept = Math.min(KEPT, occurring.length);
    int folded = IntStream.range(kept, occurring.length).map(i -> count[occurring[i]]).sum();
    int[] order = order(Arrays.copyOf(occurring, kept));
    List<Level> levels =
        IntStream.of(order)
            .filter(l -> l != UNKNOWN)
            .mapToObj(l -> new Level(texts.get(l), count[l]))
            .toList();
    int unknown = (int) IntStream.of(order).takeWhile(l -> l != UNKNOWN).count();
    return new LevelAxis(part, levels, unknown, folded);
  }

  /**
   * Returns levels, with {@link #UNKNOWN} among them, so that neighbours mean much the same: by the
   * mean of the only number, or by a short path past the means of several. Without a number, they
   * stay by frequency.
   */
  private int[] order(int[] kept) {
    IntStream all = IntStream.concat(IntStream.of(kept), IntStream.of(UNKNOWN));
    if (means.isEmpty()) {
      return all.toArray();
    }
    double[] score = means.size() == 1 ? means.get(0) : contrast();
    int[] sorted =
        all.boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(l -> of(score, l))
                    .thenComparingInt(l -> l == UNKNOWN ? 0 : 1))
            .mapToInt(Integer::intValue)
            .toArray();
    return means.size() == 1 || kept.length > MOST_ON_PATH ? sorted : path(sorted);
  }

  private int[] path(int[] sorted) {
    double[][] points =
        IntStream.of(sorted)
            .mapToObj(l -> means.stream().mapToDouble(mean -> of(mean, l)).toArray())
            .toArray(double[][]::new);
    return IntStream.of(ShortPath.of(points)).map(i -> sorted[i]).toArray();
  }

  private static double of(double[] mean, int level) {
    return level == UNKNOWN ? 0 : mean[level];
  }

  /**
   * Returns the mean of a number for each level less the overall mean, shrunk to 0 (Micci-Barreca
   * 2001).
   */
  private double[] means(int[] codes, double[] target) {
    double overall = Arrays.stream(target).filter(v -> !Double.isNaN(v)).average().orElse(0);
    double[] sum = new double[count.length];
    double[] rows = new double[count.length];
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] >= 0 && !Double.isNaN(target[row])) {
        sum[codes[row]] += target[row] - overall;
        rows[codes[row]]++;
      }
    }
    return IntStream.range(0, sum.length)
        .mapToDouble(l -> sum[l] / (rows[l] + PRIOR_ROWS))
        .toArray();
  }

  /**
   * Returns the sum of means a_1 m_1 + a_2 m_2 + ... that differs most between levels: the first
   * principal component, by power iteration. Of the shares of classes it is much like the first
   * axis of a correspondence analysis (Hirschfeld 1935).
   */
  private double[] contrast() {
    double[] score =
        means.stream().max(Comparator.comparingDouble(mean -> product(mean, mean))).orElseThrow();
    for (int pass = 0; pass < PASSES; pass++) {
      double[] next = new double[score.length];
      double length = Math.sqrt(product(score, score));
      for (double[] mean : means) {
        double weight = product(score, mean) / Math.max(Double.MIN_NORMAL, length);
        Arrays.setAll(next, l -> next[l] + weight * mean[l]);
      }
      score = next;
    }
    return score;
  }

  /** Returns the sum of products over the rows of all levels. */
  private double product(double[] a, double[] b) {
    return IntStream.range(0, count.length).mapToDouble(l -> count[l] * a[l] * b[l]).sum();
  }
}
