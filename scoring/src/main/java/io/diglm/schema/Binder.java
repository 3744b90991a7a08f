package io.diglm.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Matches the columns of a table to features. By plain loops, as every model does so while it is
 * loaded, in a fresh JVM often, where each lambda costs up to a millisecond, and a formatted text
 * ten.
 */
final class Binder {
  private final Table table;
  private final RowProblems problems = new RowProblems();

  Binder(Table table) {
    this.table = table;
  }

  BoundTable bind(Schema schema) {
    Optional<Images> images =
        schema.pixels().isPresent()
            ? Optional.of(schema.pixels().get().of(table))
            : Optional.empty();
    List<BoundColumn> columns = new ArrayList<>();
    for (Feature feature : schema.features()) {
      columns.add(bind(feature));
    }
    double[] offsets =
        schema.offset().isPresent() ? schema.offset().get().read(table, problems) : new double[0];
    return new BoundTable(table.rows(), columns, images, offsets, problems.list());
  }

  private BoundColumn bind(Feature feature) {
    TableColumn column = table.column(feature.name());
    if (feature.type() == StorageType.TEXT) {
      Cells.Texts texts = CellText.texts(column);
      boolean[] missing = new boolean[texts.codes().length];
      for (int row = 0; row < missing.length; row++) {
        missing[row] = texts.codes()[row] < 0;
      }
      rejectMissing(feature, missing);
      return levels(feature, texts, column.type());
    }
    double[] values =
        new NumberReader(feature.name(), feature.type(), problems).read(column, table.source());
    boolean[] missing = new boolean[values.length];
    for (int row = 0; row < missing.length; row++) {
      missing[row] = Double.isNaN(values[row]);
    }
    rejectMissing(feature, missing);
    for (Axis axis : feature.axes()) {
      rejectUnseen(feature, axis, values);
    }
    return new BoundColumn.Numbers(values);
  }

  private BoundColumn.Levels levels(Feature feature, Cells.Texts texts, StorageType type) {
    LevelAxis axis = levelAxis(feature);
    int[] found = new LevelIndex(axis.texts()).find(texts, type);
    if (axis.isClosed()) {
      for (int row = 0; row < table.rows(); row++) {
        int code = texts.codes()[row];
        if (code >= 0 && found[code] < 0) {
          rejectUnseen(feature, row, "'" + ShownText.of(texts.levels().get(code)) + "'");
        }
      }
    }
    int[] intervals = new int[found.length];
    for (int code = 0; code < found.length; code++) {
      intervals[code] = axis.interval(found[code]);
    }
    return new BoundColumn.Levels(texts.codes(), intervals);
  }

  private static LevelAxis levelAxis(Feature feature) {
    for (Axis axis : feature.axes()) {
      if (axis instanceof LevelAxis levels) {
        return levels;
      }
    }
    throw new IllegalArgumentException(
        "text feature '%s' must have a level axis, got %s"
            .formatted(feature.name(), feature.axes()));
  }

  /**
   * Rejects numbers so far outside that training rows would include some if there were such rows.
   */
  private void rejectUnseen(Feature feature, Axis axis, double[] values) {
    if (axis instanceof LevelAxis levels && levels.isClosed()) {
      LevelChannel channel = new LevelChannel(levels, feature.type());
      for (int row = 0; row < values.length; row++) {
        if (!Double.isNaN(values[row]) && (int) channel.cell(values[row]) == levels.unknown()) {
          rejectUnseen(feature, row, values[row]);
        }
      }
    } else if (axis instanceof NumberAxis number && number.span().isPresent()) {
      Span span = number.span().get();
      for (int row = 0; row < values.length; row++) {
        if (!Double.isNaN(values[row]) && span.isFar(number.read(feature.type(), values[row]))) {
          rejectUnseen(feature, row, values[row]);
        }
      }
    }
  }

  private void rejectUnseen(Feature feature, int row, double value) {
    rejectUnseen(feature, row, CellText.format(feature.type(), value));
  }

  private void rejectUnseen(Feature feature, int row, String cell) {
    problems.add(
        row,
        RowProblem.Kind.UNSEEN,
        "column '%s' holds %s; no training row held anything like it"
            .formatted(feature.name(), cell));
  }

  private void rejectMissing(Feature feature, boolean... missing) {
    if (feature.mayBeMissing()) {
      return;
    }
    for (int row = 0; row < table.rows(); row++) {
      if (missing[row]) {
        problems.add(
            row,
            RowProblem.Kind.REJECT,
            "column '%s' is missing; no training row lacked it".formatted(feature.name()));
      }
    }
  }
}
