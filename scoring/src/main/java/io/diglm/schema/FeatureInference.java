package io.diglm.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Chooses the axes of one feature. */
final class FeatureInference {
  /** The days of a month, with some margin. */
  private static final int MOST_CODES = 40;

  private static final int ROWS_A_CODE = 20;

  /** Fewer texts that look like numbers may be names, such as 1st and 2nd. */
  private static final int MANY = 20;

  private final TrainingColumn column;
  private final List<double[]> targets;
  private final boolean codes;
  private final List<String> warnings;

  /**
   * Takes a column.
   *
   * @param targets numbers to explain, or what other columns leave of them, for each row
   * @param codes whether a few whole numbers are levels
   */
  FeatureInference(
      TrainingColumn column, List<double[]> targets, boolean codes, List<String> warnings) {
    this.column = column;
    this.targets = targets;
    this.codes = codes;
    this.warnings = warnings;
  }

  /**
   * Chooses the axes.
   *
   * @param code whether the values are levels, whatever they are
   */
  Feature infer(boolean code) {
    List<Axis> axes = new ArrayList<>();
    if (column.type() == StorageType.TEXT) {
      Cells.Texts texts = column.texts();
      axes.add(levels(Part.VALUE, texts));
      warnOfNumbers(texts.levels());
    } else if (code) {
      double[] values = column.numbers();
      double[] all = Arrays.stream(values).filter(v -> !Double.isNaN(v)).distinct().toArray();
      axes.add(levels(Part.VALUE, asTexts(values, all)));
    } else {
      Part.of(column.type()).forEach(part -> axes.add(numeric(part)));
    }
    int missing = column.missing();
    if (missing > 0) {
      axes.add(new MissingAxis((missing + 1.0) / (column.size() + 2.0)));
    }
    return new Feature(column.name(), column.type(), axes);
  }

  /** Levels forget the order and the distances of numbers. */
  private void warnOfNumbers(List<String> texts) {
    String hint = texts.size() < MANY ? "" : SpelledNumbers.hint(texts);
    if (!hint.isEmpty()) {
      warnings.add(
          "column '%s' holds texts, so its %d values are levels%s"
              .formatted(column.name(), texts.size(), hint));
    }
  }

  private Axis numeric(Part part) {
    double[] values = column.numbers();
    for (int i = 0; i < values.length; i++) {
      values[i] = part.read(column.type(), values[i]);
    }
    double[] distinct =
        Arrays.stream(values)
            .filter(v -> !Double.isNaN(v))
            .distinct()
            .limit(MOST_CODES + 1L)
            .toArray();
    return areLevels(part, distinct, codes ? values.length : 0)
        ? levels(part, asTexts(values, distinct))
        : new NumberInference(part, values, only(), where()).infer();
  }

  /** Returns the number to explain, if there is just one. */
  private double[] only() {
    return targets.size() == 1 ? targets.get(0) : new double[0];
  }

  /**
   * A constant column is a category of one level, and a plain number with two values is a category
   * of two. A few whole numbers that each occur often, such as months, weekdays or grades, are
   * codes if the user says so. As levels they lose their distances but gain the order of the
   * target.
   */
  private static boolean areLevels(Part part, double[] distinct, int rows) {
    if (distinct.length <= (part == Part.VALUE ? 2 : 1)) {
      return true;
    }
    return (part == Part.VALUE || part == Part.WEEKDAY)
        && distinct.length <= MOST_CODES
        && rows >= ROWS_A_CODE * distinct.length
        && Arrays.stream(distinct).allMatch(v -> v == Math.rint(v));
  }

  private Cells.Texts asTexts(double[] values, double[] distinct) {
    Arrays.sort(distinct);
    StorageType type =
        column.type() == StorageType.BOOLEAN ? StorageType.BOOLEAN : StorageType.DECIMAL;
    int[] codes =
        Arrays.stream(values)
            .mapToInt(v -> Double.isNaN(v) ? -1 : Arrays.binarySearch(distinct, v))
            .toArray();
    List<String> texts = Arrays.stream(distinct).mapToObj(v -> CellText.format(type, v)).toList();
    return new Cells.Texts(codes, texts);
  }

  private LevelAxis levels(Part part, Cells.Texts texts) {
    LevelInference inference = new LevelInference(texts, targets);
    LevelAxis axis = inference.infer(part);
    int folded = inference.distinct() - axis.levels().size();
    if (folded > 0) {
      warnings.add(
          "column '%s' has %d levels: the %d rarest count as unknown"
              .formatted(column.name(), inference.distinct(), folded));
    }
    return axis;
  }

  private Where where() {
    return new Where(column.name(), column.source());
  }

  /** The name of a column in error messages. */
  record Where(String column, String source) {}
}
