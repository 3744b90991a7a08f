package io.diglm.spark;

import io.diglm.schema.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** Scores rows on demand, one batch at a time. So memory does not grow with the partition. */
final class ScoredRows implements Iterator<Row> {
  /** The most rows scored together. More would delay the answers of a slow stream. */
  private static final int MOST_ROWS = 1 << 12;

  /** Fewer rows than these would often wait for a thread. */
  private static final int LEAST_ROWS = 1 << 8;

  /**
   * The most features of rows scored together: 0.4 MB. The usual collector gives an array of half a
   * megabyte a region of its own, and marks the whole heap for it again and again.
   */
  private static final int MOST_NUMBERS = 100_000;

  private final Iterator<Row> rows;
  private final Answers answers;
  private final HandleInvalid invalid;
  private final int rowsTogether;
  private final RowBuffer buffer;
  private final ArrayDeque<Row> scored = new ArrayDeque<>();
  private final TaskCore core = new TaskCore();

  /**
   * Prepares the scoring of a partition.
   *
   * @param width features of a row
   */
  ScoredRows(
      Iterator<Row> rows,
      List<FrameColumn> inputs,
      Answers answers,
      HandleInvalid invalid,
      int width) {
    this.rows = rows;
    this.answers = answers;
    this.invalid = invalid;
    rowsTogether = rowsTogether(width);
    buffer = new RowBuffer(inputs);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> core.close());
    }
  }

  /** Returns how many rows of so many features are scored together. */
  static int rowsTogether(int width) {
    return Math.max(LEAST_ROWS, Math.min(MOST_ROWS, MOST_NUMBERS / Math.max(1, width)));
  }

  @Override
  public boolean hasNext() {
    while (scored.isEmpty() && rows.hasNext()) {
      List<Row> batch = batch();
      scored.addAll(TaskRefusal.orAnswer(() -> answered(batch)));
    }
    if (scored.isEmpty()) {
      core.close();
    }
    return !scored.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("rows must be left, got none");
    }
    return scored.remove();
  }

  private List<Row> batch() {
    List<Row> batch = new ArrayList<>();
    while (batch.size() < rowsTogether && rows.hasNext()) {
      batch.add(rows.next());
    }
    return batch;
  }

  private List<Row> answered(List<Row> batch) {
    batch.forEach(buffer::append);
    Table table = buffer.build();
    Answers.Batch answered = core.run(() -> answers.of(table));
    List<Row> kept = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (answered.error(i).isEmpty() || invalid == HandleInvalid.KEEP) {
        kept.add(extended(batch.get(i), answered, i));
      } else if (invalid == HandleInvalid.ERROR) {
        throw new IllegalArgumentException(
            answered.error(i).get()
                + " (handleInvalid keep gives such rows their error, skip leaves them out)");
      }
    }
    return kept;
  }

  private Row extended(Row row, Answers.Batch answered, int index) {
    int width = row.length();
    @Nullable Object[] cells = new @Nullable Object[width + answers.width()];
    for (int i = 0; i < width; i++) {
      cells[i] = row.get(i);
    }
    answered.write(index, cells, width);
    return RowFactory.create(cells);
  }
}
