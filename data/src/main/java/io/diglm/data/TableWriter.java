package io.diglm.data;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunctionBuilder;

/**
 * Writes a table batch by batch. The complete file appears at {@link #commit}, or not at all.
 *
 * <p>The format follows the extension, as for {@link TableSource}. Missing cells become NULL (empty
 * in CSV and TSV), dates and times are written as such. A thread of the writer writes one batch
 * while the next one is produced. No more batches wait, so memory does not grow. An invalid target
 * name throws an {@link IllegalArgumentException}; a full disk or a file that cannot be written
 * throws a {@link io.diglm.model.UnusableFileException}.
 */
public final class TableWriter implements AutoCloseable {
  private final Path target;
  private final List<ColumnInfo> columns;
  private final Path unfinished;
  private final DuckDb db;
  private final Handover handover;
  private final ExecutorService thread;
  private final Future<?> copy;
  private long rows;

  private TableWriter(Path target, FileFormat format, List<ColumnInfo> columns)
      throws SQLException {
    this.target = target;
    this.columns = List.copyOf(columns);
    this.unfinished = OutputFiles.unfinished(target);
    this.handover = new Handover(this.columns);
    this.db = DuckDb.open();
    try (DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction()) {
      // With more threads, DuckDB would attach a thread to Java for every few rows.
      db.execute("SET threads = 1");
      function.withName("handover").withFunction(handover).register(db.connection());
    } catch (SQLException e) {
      db.close();
      throw e;
    }
    String sql =
        "COPY (SELECT %s FROM handover()) TO %s (%s)"
            .formatted(
                handover.select(),
                DuckDb.text(unfinished.toString()),
                format.copyOptions(target.toString()));
    this.thread =
        Executors.newSingleThreadExecutor(
            body -> {
              Thread writing = new Thread(body, "diglm-writer");
              writing.setDaemon(true);
              return writing;
            });
    unfinished.toFile().deleteOnExit();
    this.copy =
        thread.submit(
            () -> {
              db.execute(sql);
              return true;
            });
  }

  /**
   * Prepares to write {@code target}, which is replaced if it exists.
   *
   * @param target a file whose name tells the format
   * @param columns names and types
   * @return a writer, which the caller closes
   */
  public static TableWriter create(Path target, List<ColumnInfo> columns) {
    return create(target, FileFormat.of(target.toString(), "output file"), columns);
  }

  /**
   * Prepares to write in this format, whatever the name of the file is.
   *
   * @param target a file
   * @param format of the file
   * @param columns names and types
   * @return a writer, which the caller closes
   */
  public static TableWriter create(Path target, FileFormat format, List<ColumnInfo> columns) {
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

  /**
   * Appends rows, whose columns are found by name. They may be written after this method returns.
   *
   * @param batch rows with these columns
   */
  public void append(Table batch) {
    List<Cells> cells = new ArrayList<>();
    for (ColumnInfo column : columns) {
      Cells found = cells(batch, column);
      requireWhole(column, found);
      cells.add(found);
    }
    rows += batch.rows();
    handOver(new Handover.Batch(cells, batch.rows()));
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

  private void requireWhole(ColumnInfo column, Cells cells) {
    boolean whole = column.type() == StorageType.INTEGER || column.type() == StorageType.DATE;
    if (!whole || !(cells instanceof Cells.Numbers numbers)) {
      return;
    }
    for (int i = 0; i < numbers.values().length; i++) {
      double value = numbers.values()[i];
      if (!Double.isNaN(value) && (value != Math.rint(value) || Math.abs(value) >= 0x1p63)) {
        throw new IllegalArgumentException(
            "output file %s, row %d, column '%s' must be a whole number, got %s"
                .formatted(target, rows + i + 1, column.name(), value));
      }
    }
  }

  /** Makes the file appear, with all rows appended so far. */
  public void commit() {
    handOver(Handover.Ending.DONE);
    try {
      written();
      OutputFiles.replace(target, unfinished);
    } catch (IOException e) {
      throw Failures.writing(target.toString(), e);
    }
  }

  /** Waits until the writing thread can take it. */
  private void handOver(Handover.Message message) {
    try {
      while (!handover.offer(message)) {
        if (copy.isDone()) {
          written();
          throw new IllegalStateException("rows must come before the end, got some after");
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Waits for the end of the file. */
  private void written() {
    try {
      copy.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SQLException cause
          ? Failures.writing(target.toString(), cause)
          : new IllegalStateException("rows must be written, got " + e.getCause(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("writing was interrupted", e);
  }

  /** Deletes everything but a committed file. */
  @Override
  public void close() {
    try (db) {
      abandon();
    } finally {
      thread.shutdown();
      OutputFiles.delete(unfinished);
    }
  }

  /** Ends the writing, if it has not ended yet, before its database is closed. */
  private void abandon() {
    boolean interrupted = Thread.interrupted();
    while (!copy.isDone()) {
      try {
        handover.offer(Handover.Ending.ABANDONED);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
