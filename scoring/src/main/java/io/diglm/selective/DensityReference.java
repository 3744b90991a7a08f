package io.diglm.selective;

import java.util.Arrays;

/**
 * The log-densities of the validation rows, for telling how unusual another row's is.
 *
 * <p>Up to 2,000 rows all are kept. Of n more, those of rank round(i (n - 1) / 1999), i = 0 ..
 * 1999, from the least to the greatest.
 *
 * @param rows n, the validation rows
 * @param kept the kept log-densities in increasing order, in nats; the array is shared, not copied
 */
public record DensityReference(int rows, double[] kept) {
  /** The most that are kept. */
  public static final int MOST = 2000;

  /** Checks the number and the order of the kept values. */
  public DensityReference {
    if (rows < 1 || kept.length != Math.min(rows, MOST)) {
      throw new IllegalArgumentException(
          "kept log-densities must be %d of %d rows, got %d"
              .formatted(Math.min(rows, MOST), rows, kept.length));
    }
    for (int i = 0; i < kept.length; i++) {
      if (Double.isNaN(kept[i]) || (i > 0 && kept[i] < kept[i - 1])) {
        throw new IllegalArgumentException(
            "kept log-densities must increase, got " + kept[i] + " at " + i);
      }
    }
  }

  /** Returns the reference of these rows' log-densities (n), n &gt;= 1, in any order. */
  public static DensityReference of(double[] logDensities) {
    double[] sorted = logDensities.clone();
    Arrays.sort(sorted);
    double[] kept = new double[Math.min(sorted.length, MOST)];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = sorted[rank(i, sorted.length, kept.length)];
    }
    return new DensityReference(sorted.length, kept);
  }

  /**
   * Returns (k + 1) / (n + 1), k the validation rows at most as dense: the share of them with the
   * row itself counted among them, so a valid p-value if the row is like them (Vovk et al. 2005)
   * and never 0. Where not all rows are kept, k is their rank up to the last kept value at most as
   * dense, too low by less than n / 1999. A density that is not a number counts as the least.
   */
  public double pValue(double logDensity) {
    int low = 0;
    int high = kept.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (kept[middle] <= logDensity) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    double atMost = low == 0 ? 0 : rank(low - 1, rows, kept.length) + 1;
    return (atMost + 1) / (rows + 1.0);
  }

  private static int rank(int i, int rows, int kept) {
    return kept == 1 ? 0 : (int) Math.round((double) i * (rows - 1) / (kept - 1));
  }
}
