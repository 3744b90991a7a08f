package io.diglm.data;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * A table in SQL whose rows another thread hands over batch by batch. So a query over it streams,
 * and only the current batch is in memory.
 *
 * <p>Days and microseconds are whole numbers, which {@link #select} turns into dates and times.
 */
final class Handover implements DuckDBTableFunction<Handover, Handover, Handover> {
  private static final long PATIENCE_MS = 50;

  private final List<ColumnInfo> columns;
  private final SynchronousQueue<Message> next = new SynchronousQueue<>();
  private Batch current = new Batch(List.of(), 0);
  private int row;
  private boolean ended;

  Handover(List<ColumnInfo> columns) {
    this.columns = columns;
  }

  /** A message of the handover. */
  sealed interface Message permits Batch, Ending {}

  /**
   * Rows to write.
   *
   * @param cells the cells of each column, by its index
   */
  record Batch(List<Cells> cells, int rows) implements Message {}

  /** Says that no more rows follow. */
  enum Ending implements Message {
    /** All rows have arrived. */
    DONE,
    /** The query must fail. */
    ABANDONED
  }

  /**
   * Returns whether the message was taken. It is not taken if the query has failed or stays busy
   * for some time.
   */
  boolean offer(Message message) throws InterruptedException {
    return next.offer(message, PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  /** Returns the expressions that select the columns of the table with their types. */
  String select() {
    return String.join(", ", columns.stream().map(Handover::select).toList());
  }

  private static String select(ColumnInfo column) {
    String name = DuckDb.identifier(column.name());
    return switch (column.type()) {
      case INTEGER, DECIMAL, BOOLEAN, TEXT -> name;
      case DATE -> "DATE '1970-01-01' + CAST(" + name + " AS INTEGER) AS " + name;
      case TIMESTAMP -> "make_timestamp(" + name + ") AS " + name;
      case TIME ->
          "CASE WHEN %1$s = 86400000000 THEN TIME '24:00:00' ELSE CAST(make_timestamp(%1$s) AS TIME) END AS %1$s"
              .formatted(name);
    };
  }

  @Override
  public Handover bind(DuckDBTableFunctionBindInfo info) {
    for (ColumnInfo column : columns) {
      info.addResultColumn(
          column.name(),
          switch (column.type()) {
            case INTEGER, DATE, TIME, TIMESTAMP -> DuckDBColumnType.BIGINT;
            case DECIMAL -> DuckDBColumnType.DOUBLE;
            case TEXT -> DuckDBColumnType.VARCHAR;
            case BOOLEAN -> DuckDBColumnType.BOOLEAN;
          });
    }
    return this;
  }

  @Override
  public Handover init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1);
    return this;
  }

  @Override
  public Handover localInit(DuckDBTableFunctionInitInfo info) {
    return this;
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk)
      throws InterruptedException {
    while (row == current.rows() && !ended) {
      take(next.take());
    }
    int count = (int) Math.min(chunk.capacity(), current.rows() - row);
    if (count > 0) {
      for (int j = 0; j < columns.size(); j++) {
        write(columns.get(j).type(), current.cells().get(j), count, chunk.vector(j));
      }
    }
    row += count;
    return count;
  }

  private void take(Message message) {
    if (message instanceof Batch batch) {
      current = batch;
      row = 0;
    } else if (message == Ending.DONE) {
      ended = true;
    } else {
      throw new IllegalStateException("rows must come to an end, got none after the last");
    }
  }

  private void write(StorageType type, Cells cells, int count, DuckDBWritableVector to) {
    for (int i = 0; i < count; i++) {
      if (cells instanceof Cells.Texts texts) {
        int code = texts.codes()[row + i];
        if (code < 0) {
          to.setNull(i);
        } else {
          to.setString(i, texts.levels().get(code));
        }
      } else if (cells instanceof Cells.Numbers numbers) {
        write(type, numbers.values()[row + i], i, to);
      }
    }
  }

  private static void write(StorageType type, double value, int i, DuckDBWritableVector to) {
    if (Double.isNaN(value)) {
      to.setNull(i);
      return;
    }
    switch (type) {
      case INTEGER, DATE -> to.setLong(i, (long) value);
      case TIME, TIMESTAMP -> to.setLong(i, Math.round(value * 1e6));
      case BOOLEAN -> to.setBoolean(i, value != 0);
      case DECIMAL, TEXT -> to.setDouble(i, value);
    }
  }
}
