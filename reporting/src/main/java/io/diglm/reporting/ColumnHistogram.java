package io.diglm.reporting;

import java.util.Arrays;

/** Training rows counted over the range of a column. */
final class ColumnHistogram {
  private static final int BINS = 24;

  /**
   * The share at each end that may lie outside the histogram, so that a long tail does not stretch
   * it.
   */
  private static final double TAIL = 0.005;

  private ColumnHistogram() {}

  /**
   * Returns rows per bin of equal width from the 0.5 % to the 99.5 % quantile. Values outside count
   * in the outermost bins. For values on a grid, each bin holds equally many points of the grid.
   *
   * @param values missing ones NaN, in any order
   * @param quantum distance of neighbours on the grid; 0 for the continuous line
   */
  static long[] of(double[] values, double quantum) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new long[0];
    }
    double low = sorted[(int) (TAIL * (sorted.length - 1))];
    double high = sorted[(int) Math.ceil((1 - TAIL) * (sorted.length - 1))];
    double width = width(high - low, quantum);
    long[] counts = new long[width > 0 ? (int) Math.ceil((high - low + quantum) / width) : 1];
    for (double value : sorted) {
      double bin = width > 0 ? Math.floor((value - low) / width + 1e-9) : 0;
      counts[(int) Math.max(0, Math.min(counts.length - 1, bin))]++;
    }
    return counts;
  }

  private static double width(double range, double quantum) {
    if (quantum == 0) {
      return range / BINS;
    }
    double points = Math.rint(range / quantum) + 1;
    return quantum * Math.ceil(points / BINS);
  }
}
