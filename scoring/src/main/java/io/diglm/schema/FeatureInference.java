package io.diglm.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the axes of one feature. */
final class FeatureInference {
  private final TrainingColumn column;
  private final double[] order;
  private final List<String> warnings;

  FeatureInference(TrainingColumn column, double[] order, List<String> warnings) {
    this.column = column;
    this.order = order;
    this.warnings = warnings;
  }

  Feature infer() {
    List<Axis> axes = new ArrayList<>();
    if (column.type() == StorageType.TEXT) {
      axes.add(levels(Part.VALUE, column.texts()));
    } else {
      Part.of(column.type()).forEach(part -> axes.add(numeric(part)));
    }
    int missing = column.missing();
    if (missing > 0) {
      axes.add(new MissingAxis((missing + 1.0) / (column.size() + 2.0)));
    }
    return new Feature(column.name(), column.type(), axes);
  }

  /** Two values of a plain number are a category of two; so is one value of anything, of one. */
  private Axis numeric(Part part) {
    double[] values = column.numbers();
    for (int i = 0; i < values.length; i++) {
      values[i] = part.read(column.type(), values[i]);
    }
    double[] distinct =
        Arrays.stream(values).filter(v -> !Double.isNaN(v)).distinct().limit(3).toArray();
    if (distinct.length <= (part == Part.VALUE ? 2 : 1)) {
      return levels(part, asTexts(values, distinct));
    }
    return new NumberInference(part, values, where()).infer();
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
    LevelInference inference = new LevelInference(texts, order);
    int present = IntStream.of(texts.codes()).map(c -> c < 0 ? 0 : 1).sum();
    inference.requireRepeats(present, where());
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

  /** What error messages say of a column. */
  record Where(String column, String source) {}
}
