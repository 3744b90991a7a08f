package io.diglm.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Matches a table's columns to features. */
final class Binder {
  private final Table table;
  private final RowProblems problems = new RowProblems();

  Binder(Table table) {
    this.table = table;
  }

  BoundTable bind(Schema schema) {
    Optional<Images> images = schema.pixels().map(pixels -> pixels.of(table));
    List<BoundColumn> columns = schema.features().stream().map(this::bind).toList();
    return new BoundTable(table.rows(), columns, images, problems.list());
  }

  private BoundColumn bind(Feature feature) {
    TableColumn column = table.column(feature.name());
    if (feature.type() == StorageType.TEXT) {
      Cells.Texts texts = CellText.texts(column);
      rejectMissing(feature, row -> texts.codes()[row] < 0);
      return levels(feature, texts, column.type());
    }
    double[] values =
        new NumberReader(feature.name(), feature.type(), problems).read(column, table.source());
    rejectMissing(feature, row -> Double.isNaN(values[row]));
    return new BoundColumn.Numbers(values);
  }

  private BoundColumn.Levels levels(Feature feature, Cells.Texts texts, StorageType type) {
    LevelAxis axis =
        feature.axes().stream()
            .filter(LevelAxis.class::isInstance)
            .map(LevelAxis.class::cast)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "text feature '%s' must have a level axis, got %s"
                            .formatted(feature.name(), feature.axes())));
    int[] found = new LevelIndex(axis.texts()).find(texts, type);
    return new BoundColumn.Levels(
        texts.codes(), Arrays.stream(found).map(axis::interval).toArray());
  }

  private void rejectMissing(Feature feature, IntPredicate missing) {
    if (feature.mayBeMissing()) {
      return;
    }
    String text = "column '%s' is missing; no training row lacked it".formatted(feature.name());
    for (int row = 0; row < table.rows(); row++) {
      if (missing.test(row)) {
        problems.add(row, RowProblem.Kind.REJECT, text);
      }
    }
  }
}
