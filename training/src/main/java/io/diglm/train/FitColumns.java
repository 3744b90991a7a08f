package io.diglm.train;

import io.diglm.config.DataSettings;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns that a fit uses of a table.
 *
 * @param data which of them the user wants
 */
record FitColumns(DataSettings data) {
  /**
   * Returns the features, which images are themselves, then the target if there is one, and, last,
   * the other columns that are needed.
   */
  Table used(Table table) {
    List<String> names = new ArrayList<>(data.features());
    if (table.images().isPresent() && !names.isEmpty()) {
      throw new IllegalArgumentException(
          "features must be none where rows are images, got " + String.join(", ", names));
    }
    if (names.isEmpty() && table.images().isEmpty()) {
      table.columns().stream()
          .map(TableColumn::name)
          .filter(name -> data.target().filter(name::equals).isEmpty())
          .filter(name -> !data.beside().contains(name))
          .forEach(names::add);
    }
    data.target().ifPresent(table::column);
    requireDistinct(names);
    data.target().ifPresent(names::add);
    names.addAll(data.beside());
    List<TableColumn> columns = names.stream().map(table::column).toList();
    return new Table(table.source(), columns, table.rows(), table.images());
  }

  private static void requireDistinct(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("features must be distinct, got " + name + " twice");
      }
    }
  }

  /** Returns the columns that the flow sees. */
  List<TableColumn> features(Table used) {
    Set<String> others = new HashSet<>(data.beside());
    data.target().ifPresent(others::add);
    return used.columns().stream().filter(column -> !others.contains(column.name())).toList();
  }

  /** Returns a table without a column. */
  static Table without(Table table, String name) {
    List<TableColumn> others =
        table.columns().stream().filter(column -> !column.name().equals(name)).toList();
    return new Table(table.source(), others, table.rows(), table.images());
  }
}
