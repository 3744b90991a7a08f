package io.diglm.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Cuts the rows of a partition into shards on demand. */
final class ShardedRows implements Iterator<Shard> {

  private final int partition;
  private final Iterator<Row> rows;
  private final KeptRows kept;
  private final RowDraw draw;
  private final double heldOutShare;
  private final long size;
  private final RowBuffer train;
  private final RowBuffer heldOut;
  private long position;
  private int shards;

  /**
   * Prepares the cut.
   *
   * @param heldOutShare share of the rows that are held out
   * @param size rows of a shard
   */
  ShardedRows(
      int partition,
      Iterator<Row> rows,
      KeptRows kept,
      RowDraw draw,
      double heldOutShare,
      long size) {
    this.partition = partition;
    this.rows = rows;
    this.kept = kept;
    this.draw = draw;
    this.heldOutShare = heldOutShare;
    this.size = size;
    train = new RowBuffer(kept.columns());
    heldOut = new RowBuffer(kept.columns());
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Shard next() {
    if (!hasNext()) {
      throw new NoSuchElementException("rows must be left, got none");
    }
    long unlabelled = 0;
    for (long taken = 0; taken < size && rows.hasNext(); ) {
      Row row = rows.next();
      if (!kept.keeps(row)) {
        continue;
      }
      taken++;
      if (draw.of(partition, position++) < heldOutShare) {
        heldOut.append(row);
      } else {
        train.append(row);
        unlabelled += kept.hasLabel(row) ? 0 : 1;
      }
    }
    return new Shard(
        (long) partition * Shard.MOST + shards++,
        new StoredRows(train.build()),
        new StoredRows(heldOut.build()),
        unlabelled);
  }
}
