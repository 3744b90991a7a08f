package io.diglm.schema;

import java.util.List;
import java.util.Optional;

/**
 * Rows by column, in order, in plain Java memory.
 *
 * @param source what error messages call the table, such as a file name
 * @param columns columns of equal length under distinct names
 * @param rows the number of rows
 */
public record Table(String source, List<TableColumn> columns, int rows) {
  public Table {
    columns = List.copyOf(columns);
  }

  /** Returns the column of this name, if there is one. */
  public Optional<TableColumn> find(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }
}
