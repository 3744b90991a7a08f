package io.diglm.schema;

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

  private final List<String> texts;
  private final int[] count;
  private final double[] score;
  private final double mean;

  /** The levels that occur, the most frequent first. */
  private final int[] occurring;

  /**
   * Takes the texts of the training rows, and for each row the number whose mean orders the levels;
   * empty if there is none.
   */
  LevelInference(Cells.Texts cells, double[] order) {
    texts = cells.levels();
    count = new int[texts.size()];
    for (int code : cells.codes()) {
      if (code >= 0) {
        count[code]++;
      }
    }
    mean =
        IntStream.range(0, order.length)
            .mapToDouble(i -> order[i])
            .filter(v -> !Double.isNaN(v))
            .average()
            .orElse(0);
    score = order.length == 0 ? new double[0] : scores(cells.codes(), order);
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
      unknown = (int) IntStream.of(ordered).filter(l -> score[l] < mean).count();
    }
    List<Level> levels =
        IntStream.of(ordered).mapToObj(l -> new Level(texts.get(l), count[l])).toList();
    return new LevelAxis(part, levels, unknown, folded);
  }

  /** The mean of that number for each level, shrunk to the overall mean (Micci-Barreca 2001). */
  private double[] scores(int[] codes, double[] order) {
    double[] sum = new double[count.length];
    double[] rows = new double[count.length];
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] >= 0 && !Double.isNaN(order[row])) {
        sum[codes[row]] += order[row] - mean;
        rows[codes[row]]++;
      }
    }
    return IntStream.range(0, sum.length)
        .mapToDouble(l -> mean + sum[l] / (rows[l] + PRIOR_ROWS))
        .toArray();
  }
}
