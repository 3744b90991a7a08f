package io.diglm.schema;

/**
 * A short path through points, along which neighbours are alike (seriation; Hahsler, Hornik and
 * Buchta 2008, "Getting Things in Order"). It goes on to the nearest point that is left, and then
 * is turned around between two points wherever that shortens it (2-opt, Croes 1958).
 */
final class ShortPath {
  /** A bound on the time, which is seldom reached. */
  private static final int PASSES = 100;

  private static final double LEAST_GAIN = 1e-12;

  private final double[][] distance;
  private final int[] path;

  private ShortPath(double[][] points) {
    int n = points.length;
    distance = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        distance[i][j] = distance(points[i], points[j]);
        distance[j][i] = distance[i][j];
      }
    }
    path = new int[n];
  }

  /**
   * Returns the indices of points in the order of a short path from the first one, or from one that
   * proved better.
   */
  static int[] of(double[][] points) {
    ShortPath path = new ShortPath(points);
    path.nearestNext();
    path.turn();
    return path.path;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return Math.sqrt(sum);
  }

  private void nearestNext() {
    boolean[] used = new boolean[path.length];
    for (int i = 1; i < path.length; i++) {
      used[path[i - 1]] = true;
      double[] from = distance[path[i - 1]];
      int nearest = -1;
      for (int j = 0; j < path.length; j++) {
        if (!used[j] && (nearest < 0 || from[j] < from[nearest])) {
          nearest = j;
        }
      }
      path[i] = nearest;
    }
  }

  private void turn() {
    boolean shorter = true;
    for (int pass = 0; pass < PASSES && shorter; pass++) {
      shorter = false;
      for (int i = 0; i < path.length - 1; i++) {
        for (int j = i + 1; j < path.length; j++) {
          if (gain(i, j) > LEAST_GAIN) {
            reverse(i, j);
            shorter = true;
          }
        }
      }
    }
  }

  /** Returns by how much the path is shorter with the points i to j in reverse. */
  private double gain(int i, int j) {
    double gain = 0;
    if (i > 0) {
      gain += distance[path[i - 1]][path[i]] - distance[path[i - 1]][path[j]];
    }
    if (j < path.length - 1) {
      gain += distance[path[j]][path[j + 1]] - distance[path[i]][path[j + 1]];
    }
    return gain;
  }

  private void reverse(int from, int to) {
    for (int i = from, j = to; i < j; i++, j--) {
      int kept = path[i];
      path[i] = path[j];
      path[j] = kept;
    }
  }
}
