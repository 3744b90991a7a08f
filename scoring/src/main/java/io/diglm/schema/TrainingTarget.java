package io.diglm.schema;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The target in the training rows.
 *
 * @param target its description
 * @param numbers for each row, the number that features are to explain: a numeric target, or the
 *     index of a class if there are two or they have an order; NaN if missing. More classes without
 *     an order have several: for each of the most frequent ones, whether a row is of it.
 */
record TrainingTarget(Target target, List<double[]> numbers) {
  private static final int FEW_CLASSES = 100;

  /** More would take time, and rarer classes say little of features. */
  private static final int MOST_NUMBERS = 8;

  /** The spread contains this share of the rows. */
  private static final double SPREAD = 0.99;

  /** A target may be at most this many spreads away. */
  private static final double FARTHEST = 1e9;

  /** The largest target. Squares and their sums then stay finite. */
  private static final double MOST = 1e140;

  static TrainingTarget infer(TrainingColumn column, Labels labels) {
    column.requireFinite();
    if (column.missing() == column.size()) {
      throw new IllegalArgumentException(
          "target '%s' must have values, got none in %d training rows of %s"
              .formatted(column.name(), column.size(), column.source()));
    }
    return switch (column.type()) {
      case TEXT, BOOLEAN -> ofClasses(column, labels);
      case INTEGER, DECIMAL, DATE, TIME, TIMESTAMP ->
          labels.numbers() ? ofClasses(column, labels) : ofNumbers(column);
    };
  }

  private static TrainingTarget ofNumbers(TrainingColumn column) {
    double[] values = column.numbers();
    double[] present = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    if (Arrays.stream(present).allMatch(v -> v == present[0])) {
      throw new IllegalArgumentException(
          "target '%s' must vary, got only %s in the training rows of %s"
              .formatted(
                  column.name(), CellText.format(column.type(), present[0]), column.source()));
    }
    requireNear(column, present);
    return new TrainingTarget(new Target(column.name(), column.type(), List.of()), List.of(values));
  }

  /** Refuses a number so far outside that the model would learn of nothing else. */
  private static void requireNear(TrainingColumn column, double[] present) {
    double[] sorted = present.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    double[] far = Arrays.stream(sorted).map(v -> Math.abs(v - median)).sorted().toArray();
    double spread = far[(int) (SPREAD * (far.length - 1))];
    double most = spread > 0 ? Math.min(MOST, FARTHEST * spread) : MOST;
    if (far[far.length - 1] > most) {
      double worst =
          median - sorted[0] > sorted[sorted.length - 1] - median
              ? sorted[0]
              : sorted[sorted.length - 1];
      throw new IllegalArgumentException(
          "target '%s' must lie within %.3g of its median %s, got %s (leave such rows out)"
              .formatted(column.name(), most, median, worst));
    }
  }

  private static TrainingTarget ofClasses(TrainingColumn column, Labels labels) {
    Cells.Texts texts = column.texts();
    int[] used = Arrays.stream(texts.codes()).filter(c -> c >= 0).distinct().toArray();
    List<String> found =
        Arrays.stream(used).mapToObj(texts.levels()::get).sorted(naturalOrder(column)).toList();
    requireClasses(column, found);
    List<String> classes = labels.ordered(column, found);
    Target target = new Target(column.name(), column.type(), classes);
    double[] ranks = ranks(texts, classes);
    boolean ranked = classes.size() == 2 || labels.ordered();
    return new TrainingTarget(target, ranked ? List.of(ranks) : ofEach(ranks, classes.size()));
  }

  /** Returns for each of the most frequent classes whether a row is of it. */
  private static List<double[]> ofEach(double[] ranks, int classes) {
    int[] count = new int[classes];
    for (double rank : ranks) {
      if (!Double.isNaN(rank)) {
        count[(int) rank]++;
      }
    }
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingInt(k -> -count[k]))
        .limit(MOST_NUMBERS)
        .map(
            k ->
                Arrays.stream(ranks)
                    .map(rank -> Double.isNaN(rank) ? rank : rank == k ? 1 : 0)
                    .toArray())
        .toList();
  }

  /** Numbers by value, everything else by text. */
  private static Comparator<String> naturalOrder(TrainingColumn column) {
    return switch (column.type()) {
      case INTEGER, DECIMAL -> Comparator.comparingDouble(Double::parseDouble);
      case TEXT, BOOLEAN, DATE, TIME, TIMESTAMP -> Comparator.naturalOrder();
    };
  }

  private static double[] ranks(Cells.Texts texts, List<String> classes) {
    int[] ranks = texts.levels().stream().mapToInt(classes::indexOf).toArray();
    return IntStream.of(texts.codes()).mapToDouble(c -> c < 0 ? Double.NaN : ranks[c]).toArray();
  }

  private static void requireClasses(TrainingColumn column, List<String> classes) {
    if (classes.size() < 2) {
      throw new IllegalArgumentException(
          "target '%s' must have two classes or more, got only '%s' in the training rows of %s"
              .formatted(column.name(), classes.get(0), column.source()));
    }
    int present = column.size() - column.missing();
    if (classes.size() > FEW_CLASSES && 2 * classes.size() > present) {
      throw new IllegalArgumentException(
          "target '%s' must repeat its classes, got %d distinct ones in %d training rows of %s%s"
              .formatted(
                  column.name(),
                  classes.size(),
                  present,
                  column.source(),
                  SpelledNumbers.hint(classes)));
    }
  }
}
