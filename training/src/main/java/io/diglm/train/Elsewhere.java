package io.diglm.train;

import java.util.stream.IntStream;

/**
 * Rows of a cluster, of which the table of a fit is a sample.
 *
 * @param heldOut the last rows of the sample, which validate
 */
record Elsewhere(Cluster cluster, RoundSettings settings, int heldOut) {
  /** Returns how many training rows have a target. */
  long labelled() {
    ShardTotals totals = cluster.totals();
    return totals.train() - totals.unlabelled();
  }

  /** All other rows of the sample learn, as they do on the cluster. */
  RowSplit split(int rows) {
    int learn = rows - heldOut;
    return new RowSplit(
        IntStream.range(0, learn).toArray(), IntStream.range(learn, rows).toArray(), new int[0], 0);
  }
}
