package io.diglm.watch;

import java.util.Arrays;

/**
 * Ranks scores among the calibration rows and the rows seen since, without storing a row.
 *
 * <p>n calibration scores cut the line into n + 1 gaps, into each of which the next score falls
 * with chance 1 / (n + 1), if rows are exchangeable; m edges of fixed ranks gather these gaps into
 * m + 1, gap j of w_j. The masses of the gaps are then Dirichlet (w_0, ..., w_m), so that after t
 * scores, c_j of them in gap j, the next one falls into gap j with chance (w_j + c_j) / (n + 1 + t)
 * exactly (Pólya's urn). Hence
 *
 * <pre>p = (sum over k &gt; j of (w_k + c_k) + u (w_j + c_j)) / (n + 1 + t),  u uniform,</pre>
 *
 * is uniform and independent of all earlier p. It is a smoothed conformal p-value (Vovk et al.
 * 2005), although only m + 1 counts are kept. Equal scores are ordered by a uniform mark each.
 */
final class Gaps {
  private final double[] edges;
  private final double[] marks;
  private final int[] weights;
  private final long[] counts;
  private final long[] tree;
  private long total;

  /**
   * Starts with what is known.
   *
   * @param counts scores seen by gap (m + 1); changed by what is seen
   */
  Gaps(Reference reference, long[] counts, long seed) {
    this.counts = counts;
    edges = reference.edges();
    int m = edges.length;
    weights = new int[m + 1];
    for (int j = 0; j <= m; j++) {
      int before = j == 0 ? -1 : reference.ranks()[j - 1];
      weights[j] = (j == m ? reference.rows() : reference.ranks()[j]) - before;
    }
    marks = marks(reference, new Draws(seed, 0));
    tree = new long[m + 2];
    for (int j = 0; j <= m; j++) {
      add(j, weights[j] + counts[j]);
    }
  }

  /** Of the r rows equal to an edge, those at the edges have these of r sorted uniform marks. */
  private static double[] marks(Reference reference, Draws draws) {
    double[] marks = new double[reference.edges().length];
    double[] run = {};
    int from = -1;
    for (int j = 0; j < marks.length; j++) {
      if (j == 0 || reference.edges()[j] != reference.edges()[j - 1]) {
        from = reference.first()[j];
        run = new double[reference.after()[j] - from];
        Arrays.setAll(run, i -> draws.next());
        Arrays.sort(run);
      }
      marks[j] = run[Math.min(run.length - 1, Math.max(0, reference.ranks()[j] - from))];
    }
    return marks;
  }

  /**
   * Returns the p-value of a score, small where it is high, and counts it.
   *
   * @param mark orders equal scores, in (0, 1)
   * @param u of (0, 1)
   */
  double pValue(double score, double mark, double u) {
    int gap = gap(score, mark);
    long mass = weights[gap] + counts[gap];
    double above = total - upTo(gap);
    double p = (above + u * mass) / total;
    counts[gap]++;
    add(gap, 1);
    return p;
  }

  /** Returns how many edges come before a score. */
  private int gap(double score, double mark) {
    int low = 0;
    int high = edges.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (edges[middle] < score || (edges[middle] == score && marks[middle] < mark)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Fenwick's tree: both in log2 m steps. */
  private void add(int gap, long more) {
    total += more;
    for (int i = gap + 1; i < tree.length; i += i & -i) {
      tree[i] += more;
    }
  }

  private long upTo(int gap) {
    long sum = 0;
    for (int i = gap + 1; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }
}
