package io.diglm.onnx;

import java.util.Arrays;

/** The place of numbers in sorted tables, by halving, in a graph. */
record Search(Ops ops) {
  /**
   * Returns how many of the first entries of the tables are below x, or at most x.
   *
   * @param x (N, A)
   * @param tables of column a its entries in increasing order; as many as there are columns
   * @param orEqual whether an entry that equals x counts
   * @return (N, A) whole numbers
   */
  Value of(Value x, double[][] tables, boolean orEqual) {
    int most = Arrays.stream(tables).mapToInt(table -> table.length).max().orElse(0);
    int size = Math.max(1, Integer.highestOneBit(Math.max(1, most)) * 2);
    double[] all = new double[tables.length * size];
    long[] starts = new long[tables.length];
    Arrays.fill(all, Double.POSITIVE_INFINITY);
    for (int a = 0; a < tables.length; a++) {
      starts[a] = (long) a * size;
      System.arraycopy(tables[a], 0, all, a * size, tables[a].length);
    }
    Value table = ops.graph().doubles(new long[] {all.length}, all);
    // The position of the search, as an entry of the joint table.
    Value at = ops.row(starts);
    for (int step = size / 2; step >= 1; step /= 2) {
      Value entry = ops.look(table, ops.add(at, ops.whole(step - 1L)));
      Value below = orEqual ? ops.graph().op("GreaterOrEqual", x, entry) : ops.less(entry, x);
      at = ops.where(below, ops.add(at, ops.whole(step)), at);
    }
    return ops.sub(at, ops.row(starts));
  }
}
