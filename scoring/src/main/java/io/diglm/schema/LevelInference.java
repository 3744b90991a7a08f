package io.diglm.schema;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Counts and orders the levels of a category. */
final class LevelInference {
  private static final int KEPT = 10_000;

  /**
   * The number of rows at the overall mean that is added to each level, so that rare levels are not
   * first or last by chance.
   */
  private static final double PRIOR_ROWS = 10;

  private static final int PASSES = 50;

  private final List<String> texts;
  private final int[] count;

  /** What orders the levels; empty if nothing does. An unknown level has 0. */
  private final double[] score;

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
    List<double[]> means = targets.stream().map(target -> means(cells.codes(), target)).toList();
    score = means.size() == 1 ? means.get(0) : contrast(means);
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
    int[] ordered = IntStream.range(0, kept).map(i -> occurring[i]).toArray();
    int unknown = kept;
    if (score.length > 0) {
      ordered =
          IntStream.of(ordered)
              .boxed()
              .sorted(Comparator.comparingDouble(l -> score[l]))
              .mapToInt(Integer::intValue)
              .toArray();
      unknown = (int) IntStream.of(ordered).filter(l -> score[l] < 0).count();
    }
    List<Level> levels =
        IntStream.of(ordered).mapToObj(l -> new Level(texts.get(l), count[l])).toList();
    return new LevelAxis(part, levels, unknown, folded);
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
  private double[] contrast(List<double[]> means) {
    double[] score =
        means.stream()
            .max(Comparator.comparingDouble(mean -> product(mean, mean)))
            .orElse(new double[0]);
    for (int pass = 0; pass < PASSES && score.length > 0; pass++) {
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
