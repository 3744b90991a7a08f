package io.diglm.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the values of a row that no training row had, in columns with levels. */
public final class UnknownLevels {
  private UnknownLevels() {}

  /**
   * {@return one line for each such column of the first row of a table, such as {@code column
   * 'carrier' is 'XX', which no training row had}} Missing cells and cells that cannot be read are
   * left out.
   *
   * @param schema of the model
   * @param table with at least one row
   */
  public static List<String> of(Schema schema, Table table) {
    List<String> lines = new ArrayList<>();
    for (Feature feature : schema.features()) {
      axis(feature)
          .flatMap(axis -> unknown(axis, feature, table.column(feature.name())))
          .map(
              text ->
                  "column '%s' is '%s', which no training row had"
                      .formatted(feature.name(), ShownText.of(text)))
          .ifPresent(lines::add);
    }
    return lines;
  }

  private static Optional<LevelAxis> axis(Feature feature) {
    return feature.axes().stream()
        .filter(LevelAxis.class::isInstance)
        .map(LevelAxis.class::cast)
        .filter(axis -> axis.part() == Part.VALUE)
        .findFirst();
  }

  private static Optional<String> unknown(LevelAxis axis, Feature feature, TableColumn column) {
    Cells.Texts texts = CellText.texts(column);
    int code = texts.codes()[0];
    if (code < 0) {
      return Optional.empty();
    }
    String text = texts.levels().get(code);
    boolean same = axis.levels().stream().anyMatch(level -> level.text().equals(text));
    if (same) {
      return Optional.empty();
    }
    // A column of numbers matches its levels by value, not by the text of the cell.
    StorageType type = feature.type() == StorageType.TEXT ? column.type() : feature.type();
    return new LevelIndex(axis.texts()).find(text, type) < 0 ? Optional.of(text) : Optional.empty();
  }
}
