package io.diglm.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows of a table, stored by column, in order and in plain Java memory.
 *
 * @param source what error messages call the table, such as a file name
 * @param columns columns of equal length under distinct names
 * @param rows the number of rows
 * @param images one image per row, if rows are images; the columns then describe them, such as a
 *     label
 */
public record Table(String source, List<TableColumn> columns, int rows, Optional<Images> images) {
  private static final int NAMES_SHOWN = 12;

  public Table {
    columns = List.copyOf(columns);
    for (TableColumn column : columns) {
      if (column.cells().size() != rows) {
        throw new IllegalArgumentException(
            "column '%s' must have as many cells as the table has rows, %d, got %d"
                .formatted(column.name(), rows, column.cells().size()));
      }
    }
    if (images.isPresent() && images.get().size() != rows) {
      throw new IllegalArgumentException(
          "images must be one a row (%d), got %d".formatted(rows, images.get().size()));
    }
  }

  /**
   * Makes a table of rows that are not images.
   *
   * @param source what error messages call it, such as a path
   * @param columns each with as many cells as there are rows
   * @param rows how many
   */
  public Table(String source, List<TableColumn> columns, int rows) {
    this(source, columns, rows, Optional.empty());
  }

  /**
   * {@return the column of this name, if there is one}
   *
   * @param name of the column
   */
  public Optional<TableColumn> find(String name) {
    for (TableColumn column : columns) {
      if (column.name().equals(name)) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return the column of this name}
   *
   * @param name of the column
   * @throws IllegalArgumentException if there is none; the message suggests the nearest name
   */
  public TableColumn column(String name) {
    Optional<TableColumn> found = find(name);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(missing(name));
    }
    return found.get();
  }

  /**
   * {@return the same rows without these columns}
   *
   * @param names of the columns to leave out
   * @throws IllegalArgumentException if one is absent; the message suggests the nearest name
   */
  public Table without(String... names) {
    List<TableColumn> left = new ArrayList<>(columns);
    for (String name : names) {
      left.remove(column(name));
    }
    return new Table(source, left, rows, images);
  }

  /**
   * {@return rows {@code from}, inclusive, to {@code to}, exclusive}
   *
   * @param from first row
   * @param to row after the last
   */
  public Table slice(int from, int to) {
    Objects.checkFromToIndex(from, to, rows);
    List<TableColumn> sliced =
        columns.stream()
            .map(c -> new TableColumn(c.name(), c.type(), c.cells().slice(from, to)))
            .toList();
    return new Table(source, sliced, to - from, images.map(i -> i.slice(from, to)));
  }

  /**
   * {@return all rows if there are at most this many, otherwise this many rows, picked evenly}
   *
   * @param most of rows
   */
  public Table evenly(int most) {
    int kept = Math.min(rows, most);
    return take(IntStream.range(0, kept).map(i -> (int) ((long) i * rows / kept)).toArray());
  }

  /**
   * {@return these rows, counted from 0, in this order}
   *
   * @param wanted indices of rows; one may be repeated
   */
  public Table take(int[] wanted) {
    List<TableColumn> taken =
        columns.stream()
            .map(c -> new TableColumn(c.name(), c.type(), c.cells().take(wanted)))
            .toList();
    return new Table(source, taken, wanted.length, images.map(i -> i.take(wanted)));
  }

  private String missing(String name) {
    List<String> names = columns.stream().map(TableColumn::name).toList();
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)));
    String more = names.size() > NAMES_SHOWN ? ", ... (" + names.size() + " in all)" : "";
    String hint = NearestName.of(name, names).map(n -> "; did you mean '" + n + "'?").orElse("");
    return "column '%s' must be in %s, got columns %s%s%s"
        .formatted(name, source, shown, more, hint);
  }
}
