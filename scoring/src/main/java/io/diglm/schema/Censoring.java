package io.diglm.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The columns that say which targets are times that were not observed exactly. They are not
 * features, and predictions do not need them.
 *
 * @param column the column that says how a target is censored
 * @param coding how it says so
 * @param upper the column of the upper ends of intervals, if there are intervals
 */
public record Censoring(String column, Coding coding, Optional<String> upper) {
  /** The meaning of a cell of the column. */
  public enum Coding {
    /** 1 or true: the event came at the target. 0 or false: it had not come by then. */
    EVENT,
    /** none: it came at the target. right, left, interval: after it, before it, or by the end. */
    STATUS
  }

  private enum Status {
    NONE,
    RIGHT,
    LEFT,
    INTERVAL
  }

  /** {@return the names of the columns} */
  public List<String> columns() {
    return Stream.concat(Stream.of(column), upper.stream()).toList();
  }

  /**
   * {@return the ends of the targets of rows; of rows without a target they are NaN}
   *
   * @param table the rows, with the columns of censoring
   * @param target name of the target, for messages
   * @param targets (N), NaN where missing
   * @param before rows of the same source before those of the table, for messages
   * @throws IllegalArgumentException if a column is absent, a target is not positive, a cell says
   *     something else, or an interval has no upper end above its target; the message names the
   *     row, counted from 1
   */
  public TargetEnds read(Table table, String target, double[] targets, long before) {
    TableColumn cells = table.column(column);
    double[] ends = upper.map(name -> numbers(table, name)).orElse(new double[0]);
    double[] low = targets.clone();
    double[] high = targets.clone();
    for (int row = 0; row < targets.length; row++) {
      if (Double.isNaN(targets[row])) {
        continue;
      }
      Place place = new Place(table.source(), before + row + 1);
      if (!(targets[row] > 0)) {
        throw place.refuse("target '%s' must be positive".formatted(target), text(targets[row]));
      }
      switch (status(cells, row, place)) {
        case NONE -> {}
        case RIGHT -> high[row] = Double.POSITIVE_INFINITY;
        case LEFT -> low[row] = 0;
        case INTERVAL -> high[row] = end(ends, row, targets[row], target, place);
      }
    }
    return new TargetEnds(low, high);
  }

  private double end(double[] ends, int row, double low, String target, Place place) {
    if (upper.isEmpty()) {
      throw place.refuse(
          "censored '%s' must be none, right or left without a column of upper ends"
              .formatted(column),
          "interval");
    }
    double end = ends[row];
    if (!(end > low) || Double.isInfinite(end)) {
      throw place.refuse(
          "upper '%s' must be a finite number above the target '%s'".formatted(upper.get(), target),
          (Double.isNaN(end) ? "a missing cell" : text(end)) + " for " + text(low));
    }
    return end;
  }

  private Status status(TableColumn cells, int row, Place place) {
    String cell = cells.text(row).map(String::strip).orElse("").toLowerCase(Locale.ROOT);
    String given = cell.isEmpty() ? "a missing cell" : cell;
    if (coding == Coding.EVENT) {
      return switch (cell) {
        case "1", "1.0", "true" -> Status.NONE;
        case "0", "0.0", "false" -> Status.RIGHT;
        default ->
            throw place.refuse(
                "event '%s' must be 1 (observed) or 0 (censored)".formatted(column), given);
      };
    }
    return Arrays.stream(Status.values())
        .filter(status -> status.name().toLowerCase(Locale.ROOT).equals(cell))
        .findFirst()
        .orElseThrow(
            () ->
                place.refuse(
                    "censored '%s' must be none, right, left or interval".formatted(column),
                    given));
  }

  private static double[] numbers(Table table, String name) {
    return new NumberReader(name, StorageType.DECIMAL, new RowProblems())
        .read(table.column(name), table.source());
  }

  private static String text(double value) {
    return CellText.format(StorageType.DECIMAL, value);
  }

  /** A row of a source. */
  private record Place(String source, long row) {
    IllegalArgumentException refuse(String rule, String got) {
      return new IllegalArgumentException(
          "%s, got %s in %s, row %d".formatted(rule, got, source, row));
    }
  }
}
