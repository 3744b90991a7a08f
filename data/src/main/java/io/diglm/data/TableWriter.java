package io.diglm.data;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;

/**
 * Writes a table batch by batch; the file appears, whole, at {@link #commit} or not at all.
 *
 * <p>The format follows the extension, as for {@link TableSource}. Missing cells become NULL (empty
 * in CSV and TSV), dates and times are written as such. Rows wait in a temporary file, so memory
 * stays flat. What is wrong with the target's name is an {@link IllegalArgumentException}; a disk
 * that is full or a file that cannot be written is a {@link io.diglm.model.UnusableFileException}.
 */
public final class TableWriter implements AutoCloseable {
  private final Path target;
  private final FileFormat format;
  private final List<ColumnInfo> columns;
  private final Path unfinished;
  private final DuckDb db;
  private final DuckDBAppender appender;
  private long rows;

  private TableWriter(Path target, FileFormat format, List<ColumnInfo> columns)
      throws SQLException {
    this.target = target;
    this.format = format;
    this.columns = List.copyOf(columns);
    this.unfinished = OutputFiles.unfinished(target);
    this.db = DuckDb.onDisk();
    try {
      db.execute("CREATE TABLE rows (" + declarations() + ")");
      this.appender = db.connection().createAppender("rows");
    } catch (SQLException e) {
      db.close();
      throw e;
    }
  }

  /** Prepares to write {@code target}, which is replaced if it exists. */
  public static TableWriter create(Path target, List<ColumnInfo> columns) {
    FileFormat format = FileFormat.of(target.toString(), "output file");
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("output columns must be at least one, got none");
    }
    Relation.requireDistinct(
        "output file " + target, columns.stream().map(ColumnInfo::name).toList());
    OutputFiles.requireWritable(target);
    try {
      return new TableWriter(target, format, columns);
    } catch (SQLException e) {
      throw Failures.writing(target.toString(), e);
    }
  }

  private String declarations() {
    List<String> declared = new ArrayList<>();
    for (ColumnInfo column : columns) {
      String type =
          switch (column.type()) {
            case INTEGER -> "BIGINT";
            case DECIMAL -> "DOUBLE";
            case TEXT -> "VARCHAR";
            case BOOLEAN, DATE, TIME, TIMESTAMP -> column.type().name();
          };
      declared.add(DuckDb.identifier(column.name()) + " " + type);
    }
    return String.join(", ", declared);
  }

  /** Appends rows, columns found by name. */
  public void append(Table batch) {
    Cells[] cells = new Cells[columns.size()];
    for (int j = 0; j < cells.length; j++) {
      cells[j] = cells(batch, columns.get(j));
    }
    try {
      for (int i = 0; i < batch.rows(); i++) {
        appender.beginRow();
        for (int j = 0; j < cells.length; j++) {
          append(columns.get(j), cells[j], i);
        }
        appender.endRow();
        rows++;
      }
      appender.flush();
    } catch (SQLException e) {
      throw Failures.writing(target.toString(), e);
    }
  }

  private static Cells cells(Table batch, ColumnInfo column) {
    TableColumn found =
        batch
            .find(column.name())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "batch must have column '%s', got none".formatted(column.name())));
    if ((found.cells() instanceof Cells.Texts) != (column.type() == StorageType.TEXT)) {
      throw new IllegalArgumentException(
          "column '%s' must hold %s, got %s".formatted(column.name(), column.type(), found.type()));
    }
    return found.cells();
  }

  private void append(ColumnInfo column, Cells cells, int row) throws SQLException {
    if (cells instanceof Cells.Texts texts) {
      int code = texts.codes()[row];
      if (code < 0) {
        appender.appendNull();
      } else {
        appender.append(texts.levels().get(code));
      }
    } else if (cells instanceof Cells.Numbers numbers) {
      appendNumber(column, numbers.values()[row]);
    }
  }

  private void appendNumber(ColumnInfo column, double value) throws SQLException {
    if (Double.isNaN(value)) {
      appender.appendNull();
      return;
    }
    switch (column.type()) {
      case INTEGER -> appender.append(whole(column, value));
      case BOOLEAN -> appender.append(value != 0);
      case DATE -> appender.appendEpochDays(Math.toIntExact(whole(column, value)));
      case TIME -> appender.appendDayMicros(Math.round(value * 1e6));
      case TIMESTAMP -> appender.appendEpochMicros(Math.round(value * 1e6));
      case DECIMAL, TEXT -> appender.append(value);
    }
  }

  private long whole(ColumnInfo column, double value) {
    if (value != Math.rint(value) || Math.abs(value) >= 0x1p63) {
      throw new IllegalArgumentException(
          "output file %s, row %d, column '%s' must be a whole number, got %s"
              .formatted(target, rows + 1, column.name(), value));
    }
    return (long) value;
  }

  /** Makes the file appear, with all rows appended so far. */
  public void commit() {
    try {
      appender.close();
      unfinished.toFile().deleteOnExit();
      db.execute(
          "COPY rows TO %s (%s)"
              .formatted(
                  DuckDb.text(unfinished.toString()), format.copyOptions(target.toString())));
      Files.move(
          unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (SQLException | IOException e) {
      throw Failures.writing(target.toString(), e);
    }
  }

  /** Deletes everything but a committed file. */
  @Override
  public void close() {
    try (db) {
      appender.close();
    } catch (SQLException e) {
      // Its last rows found no room; they are thrown away with the rest.
      return;
    } finally {
      OutputFiles.delete(unfinished);
    }
  }
}
