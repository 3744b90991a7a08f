package io.diglm.reporting;

import io.diglm.report.ColumnSummary;
import io.diglm.schema.Cells;
import io.diglm.schema.Feature;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The columns of the training rows, the target first if there is one. */
record ColumnSummaries(Schema schema, Table table, int[] train, Map<String, Double> importance) {
  private static final int LEVELS = 12;
  private static final int BARS = 24;

  List<ColumnSummary> list() {
    return table.columns().stream()
        .sorted(Comparator.comparing(column -> !isTarget(column)))
        .map(this::summary)
        .toList();
  }

  private ColumnSummary summary(TableColumn column) {
    // One column at a time, because the training rows of all columns would be a second copy of the
    // table.
    Cells cells = column.cells().take(train);
    return cells instanceof Cells.Numbers numbers
        ? numbers(column, numbers.values())
        : texts(column, (Cells.Texts) cells);
  }

  private ColumnSummary numbers(TableColumn column, double[] values) {
    double[] present = Arrays.stream(values).filter(Double::isFinite).toArray();
    boolean plain = plain(column.type());
    double mean = plain ? Arrays.stream(present).average().orElse(Double.NaN) : Double.NaN;
    return new ColumnSummary(
        column.name(),
        type(column.type()),
        missing(values.length - present.length, values.length),
        mean,
        plain ? deviation(present, mean) : Double.NaN,
        List.of(),
        ColumnHistogram.of(present, quantum(column, present)),
        note(column),
        importance(column));
  }

  private ColumnSummary texts(TableColumn column, Cells.Texts texts) {
    long[] rows = new long[texts.levels().size()];
    Arrays.stream(texts.codes()).filter(code -> code >= 0).forEach(code -> rows[code]++);
    int[] order =
        IntStream.range(0, rows.length)
            .filter(code -> rows[code] > 0)
            .boxed()
            .sorted(Comparator.comparingLong(code -> -rows[code]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new ColumnSummary(
        column.name(),
        type(column.type()),
        missing(texts.size() - Arrays.stream(rows).sum(), texts.size()),
        Double.NaN,
        Double.NaN,
        Arrays.stream(order).limit(LEVELS).mapToObj(texts.levels()::get).toList(),
        Arrays.stream(order).limit(BARS).mapToLong(code -> rows[code]).toArray(),
        note(column),
        importance(column));
  }

  private String note(TableColumn column) {
    if (isTarget(column)) {
      int classes = schema.classes().size();
      return classes == 0 ? "the target" : "the target, %d classes".formatted(classes);
    }
    return feature(column).map(AxisNotes::of).orElse("left out: see the warnings");
  }

  private double importance(TableColumn column) {
    return importance.getOrDefault(column.name(), Double.NaN);
  }

  private boolean isTarget(TableColumn column) {
    return schema.target().filter(target -> target.name().equals(column.name())).isPresent();
  }

  /** Columns taken as levels, and the target, have no grid of their own. */
  private double quantum(TableColumn column, double[] present) {
    boolean whole = Arrays.stream(present).allMatch(value -> value == Math.rint(value));
    return feature(column).flatMap(AxisNotes::quantum).orElse(whole ? 1.0 : 0.0);
  }

  private Optional<Feature> feature(TableColumn column) {
    return schema.features().stream().filter(f -> f.name().equals(column.name())).findFirst();
  }

  private static boolean plain(StorageType type) {
    return switch (type) {
      case INTEGER, DECIMAL, BOOLEAN -> true;
      case TEXT, DATE, TIME, TIMESTAMP -> false;
    };
  }

  private static String type(StorageType type) {
    return switch (type) {
      case TEXT -> "category";
      case DECIMAL -> "number";
      case INTEGER, BOOLEAN, DATE, TIME, TIMESTAMP -> type.name().toLowerCase(Locale.ROOT);
    };
  }

  private static double missing(long missing, int rows) {
    return (double) missing / Math.max(1, rows);
  }

  private static double deviation(double[] values, double mean) {
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length == 0 ? Double.NaN : Math.sqrt(squares / values.length);
  }
}
