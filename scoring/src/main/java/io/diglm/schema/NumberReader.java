package io.diglm.schema;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * Reads a column of a table as finite numbers of a given type. Invalid cells become problems of
 * their rows.
 */
final class NumberReader {
  private final String name;
  private final StorageType type;
  private final RowProblems problems;

  NumberReader(String name, StorageType type, RowProblems problems) {
    this.name = name;
    this.type = type;
    this.problems = problems;
  }

  /** Returns the numbers, NaN if a cell is missing or invalid. */
  double[] read(TableColumn column, String source) {
    if (column.cells() instanceof Cells.Texts texts) {
      return parse(texts);
    }
    return finite(convert(column, source));
  }

  private double[] parse(Cells.Texts texts) {
    double[] parsed = texts.levels().stream().mapToDouble(this::parse).toArray();
    List<String> levels = texts.levels();
    double[] values = new double[texts.size()];
    for (int row = 0; row < values.length; row++) {
      int code = texts.codes()[row];
      values[row] = code < 0 ? Double.NaN : parsed[code];
      if (code >= 0 && Double.isNaN(parsed[code]) && !levels.get(code).isBlank()) {
        fail(
            row,
            "column '%s' must be %s, got '%s'",
            CellText.rule(type),
            ShownText.of(levels.get(code)));
      }
    }
    return finite(values);
  }

  private double parse(String text) {
    OptionalDouble value = CellText.parse(type, text);
    return value.orElse(Double.NaN);
  }

  /** Dates and timestamps convert into each other; other types do not. */
  private double[] convert(TableColumn column, String source) {
    double[] values = ((Cells.Numbers) column.cells()).values();
    StorageType given = column.type();
    if (given == type || (plain(given) && plain(type)) || allMissing(values)) {
      return values;
    }
    if (given == StorageType.DATE && type == StorageType.TIMESTAMP) {
      return map(values, v -> v * Part.SECONDS_OF_DAY);
    }
    if (given == StorageType.TIMESTAMP && type == StorageType.DATE) {
      return map(values, v -> Math.floor(v / Part.SECONDS_OF_DAY));
    }
    throw new IllegalArgumentException(
        "column '%s' must hold %s as in training, got %s in %s"
            .formatted(name, type, given, source));
  }

  private double[] finite(double[] values) {
    double[] result = values;
    for (int row = 0; row < values.length; row++) {
      if (Double.isInfinite(values[row])) {
        fail(row, "column '%s' must be %s, got %s", "finite", Double.toString(values[row]));
        result = result == values ? values.clone() : result;
        result[row] = Double.NaN;
      }
    }
    return result;
  }

  private void fail(int row, String format, String rule, String got) {
    problems.add(row, RowProblem.Kind.ERROR, format.formatted(name, rule, got));
  }

  private static boolean plain(StorageType type) {
    return switch (type) {
      case INTEGER, DECIMAL, BOOLEAN -> true;
      case TEXT, DATE, TIME, TIMESTAMP -> false;
    };
  }

  private static boolean allMissing(double[] values) {
    return Arrays.stream(values).allMatch(Double::isNaN);
  }

  private static double[] map(double[] values, DoubleUnaryOperator map) {
    return Arrays.stream(values).map(map).toArray();
  }
}
