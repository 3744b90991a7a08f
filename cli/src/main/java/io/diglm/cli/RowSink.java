package io.diglm.cli;

import io.diglm.data.ColumnInfo;
import io.diglm.data.TableWriter;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where rows go: a file that appears whole at the end, or standard output as they come; either on a
 * thread of its own.
 */
interface RowSink extends AutoCloseable {
  /** Writes rows. */
  void append(Table batch);

  /** Ends with all rows written. */
  void commit();

  @Override
  void close();

  /** Opens a sink for rows of these columns, whose cells do not matter. */
  static RowSink open(Optional<Path> file, List<TableColumn> columns, PrintWriter out) {
    return file.<RowSink>map(path -> toFile(path, columns))
        .orElseGet(
            () ->
                new BackgroundSink(
                    new CsvRows(out, columns.stream().map(TableColumn::name).toList())));
  }

  private static RowSink toFile(Path path, List<TableColumn> columns) {
    List<ColumnInfo> infos =
        columns.stream().map(column -> new ColumnInfo(column.name(), column.type())).toList();
    TableWriter writer = TableWriter.create(path, infos);
    return new RowSink() {
      @Override
      public void append(Table batch) {
        writer.append(batch);
      }

      @Override
      public void commit() {
        writer.commit();
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }
}
