package io.diglm.spark;

import io.diglm.schema.Table;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * A part of the rows of a partition, kept on its executor: training rows, and rows that are held
 * out.
 *
 * @param id its number among all shards
 * @param train rows that learn
 * @param heldOut rows that validate and calibrate
 * @param unlabelled training rows without a label
 */
record Shard(long id, StoredRows train, StoredRows heldOut, long unlabelled)
    implements Serializable {
  /** The most shards of a partition. With 2^18 rows each, they are more than a task could hold. */
  static final int MOST = 1 << 20;

  /** Returns a random share of the training rows: each row is drawn independently. */
  StoredRows sample(RowDraw draw, double share) {
    Table table = train.table();
    int[] drawn =
        IntStream.range(0, table.rows()).filter(row -> draw.of(id, row) < share).toArray();
    return new StoredRows(table.take(drawn));
  }
}
