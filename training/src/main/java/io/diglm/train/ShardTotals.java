package io.diglm.train;

/**
 * Rows of a cluster by use.
 *
 * @param shards into which they are cut; those without a training row do not count
 * @param train rows that learn
 * @param heldOut rows that validate and calibrate; the sample has them all
 * @param unlabelled rows of {@code train} without a target
 * @param dropped rows left out for missing features or an unwanted missing target
 * @param squares sum of the squares of the shards' numbers of rows that learn
 */
public record ShardTotals(
    int shards, long train, long heldOut, long unlabelled, long dropped, double squares) {
  /** Requires rows to learn from and rows to stop by. */
  public ShardTotals {
    if (shards < 1 || train < 2) {
      throw new IllegalArgumentException(
          "frame must have at least 2 rows to learn from, got %d".formatted(train));
    }
    if (heldOut < 1) {
      throw new IllegalArgumentException(
          "validation must hold out a row, got none of %d (more rows, or a greater validation)"
              .formatted(train));
    }
  }

  /**
   * Returns how many rows a shard has on average, weighted by its rows: a large one takes longest.
   */
  double rowsOfShard() {
    return train / machines();
  }

  /** Returns how many shards of equal size have a mean that is as exact as that of these. */
  double machines() {
    return train * (double) train / squares;
  }
}
