package io.diglm.watch;

import io.diglm.selective.Calibration;
import java.util.Arrays;

/**
 * The scores among which a stream is ranked at first: some order statistics of n scores.
 *
 * @param name what the scores are of
 * @param rows n
 * @param edges the chosen scores in increasing order (m), m &gt;= 1
 * @param ranks how many of the n scores come before each edge (m), strictly increasing
 * @param first the rank of the first of the scores that equal the edge (m)
 * @param after the rank after the last of them (m)
 */
public record Reference(
    String name, int rows, double[] edges, int[] ranks, int[] first, int[] after) {

  /** Checks the order of the edges and their ranks. */
  public Reference {
    boolean fits =
        edges.length > 0
            && ranks.length == edges.length
            && first.length == edges.length
            && after.length == edges.length;
    for (int j = 0; fits && j < edges.length; j++) {
      fits =
          first[j] >= 0
              && first[j] <= ranks[j]
              && ranks[j] < after[j]
              && after[j] <= rows
              && (j == 0 || (ranks[j - 1] < ranks[j] && edges[j - 1] <= edges[j]));
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "reference of %s must have increasing edges of %d rows, got %s"
              .formatted(name, rows, Arrays.toString(ranks)));
    }
  }

  /**
   * Chooses edges among scores: of the highest 64 each, and evenly among the others.
   *
   * @param name of what is watched: novelty, or a column
   * @param scores in any order (n), n &gt;= 1
   * @param most edges
   * @return the reference
   */
  public static Reference of(String name, double[] scores, int most) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int[] at = chosen(sorted.length, most);
    int[] first = new int[at.length];
    int[] after = new int[at.length];
    for (int j = 0; j < at.length; j++) {
      int low = Arrays.binarySearch(sorted, sorted[at[j]]);
      int high = low;
      while (low > 0 && sorted[low - 1] == sorted[at[j]]) {
        low--;
      }
      while (high < sorted.length && sorted[high] == sorted[at[j]]) {
        high++;
      }
      first[j] = low;
      after[j] = high;
    }
    double[] edges = Arrays.stream(at).mapToDouble(i -> sorted[i]).toArray();
    return new Reference(name, sorted.length, edges, at, first, after);
  }

  /**
   * Chooses edges among the scores that a calibration keeps. Where it does not keep all, how far a
   * run of equal scores reaches is known up to one gap between kept ones; half of it is counted in.
   *
   * @param name of what is watched: novelty, or a column
   * @param calibration of the scores
   * @param most edges
   * @return the reference
   */
  public static Reference of(String name, Calibration calibration, int most) {
    double[] kept = calibration.kept();
    if (kept.length == calibration.rows()) {
      return of(name, kept, most);
    }
    int[] at = chosen(kept.length, most);
    int[] ranks = new int[at.length];
    int[] first = new int[at.length];
    int[] after = new int[at.length];
    for (int j = 0; j < at.length; j++) {
      int low = at[j];
      int high = at[j];
      while (low > 0 && kept[low - 1] == kept[at[j]]) {
        low--;
      }
      while (high + 1 < kept.length && kept[high + 1] == kept[at[j]]) {
        high++;
      }
      ranks[j] = calibration.rank(at[j]);
      boolean tied = high > low;
      int before = low == 0 ? -1 : calibration.rank(low - 1);
      int beyond = high + 1 == kept.length ? calibration.rows() : calibration.rank(high + 1);
      first[j] = tied ? (before + 1 + calibration.rank(low)) / 2 : ranks[j];
      after[j] = tied ? (calibration.rank(high) + 1 + beyond) / 2 : ranks[j] + 1;
    }
    double[] edges = Arrays.stream(at).mapToDouble(i -> kept[i]).toArray();
    return new Reference(name, calibration.rows(), edges, ranks, first, after);
  }

  /**
   * Positions of the edges: a quarter of them among the highest values, the others evenly below.
   */
  private static int[] chosen(int rows, int most) {
    if (rows <= most) {
      int[] all = new int[rows];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int top = most / 4;
    int below = most - top;
    int[] at = new int[most];
    for (int i = 0; i < most; i++) {
      at[i] =
          i < below
              ? (int) ((long) i * (rows - top - 1) / Math.max(1, below - 1))
              : rows - most + i;
    }
    // The last of those below is at rows - top - 1, next to the first of the top.
    return at;
  }
}
