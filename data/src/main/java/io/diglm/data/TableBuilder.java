package io.diglm.data;

import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Collects rows into tables. */
final class TableBuilder {
  private final String source;
  private final List<ColumnInfo> columns;
  private final ColumnBuilder[] builders;
  private int rows;

  TableBuilder(String source, List<ColumnInfo> columns) {
    this.source = source;
    this.columns = columns;
    this.builders =
        columns.stream()
            .map(c -> c.type() == StorageType.TEXT ? new TextBuilder() : new NumberBuilder())
            .toArray(ColumnBuilder[]::new);
  }

  int rows() {
    return rows;
  }

  /** Appends the current row. */
  void append(ResultSet row) throws SQLException {
    for (int i = 0; i < builders.length; i++) {
      builders[i].append(row, i + 1);
    }
    rows++;
  }

  /** Returns the rows so far and starts anew. */
  Table build() {
    List<TableColumn> built = new ArrayList<>();
    for (int i = 0; i < builders.length; i++) {
      ColumnInfo column = columns.get(i);
      built.add(new TableColumn(column.name(), column.type(), builders[i].build()));
    }
    Table table = new Table(source, built, rows);
    rows = 0;
    return table;
  }
}
