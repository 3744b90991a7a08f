package io.diglm.predict;

import java.util.Arrays;

/**
 * How far an encoded row v is from the nearest of kept rows.
 *
 * <p>Kept by dimension, so that a processor takes many rows at once.
 */
final class Neighbours {

  /** (D, M): an array for each dimension, because C2 wants the same index in all arrays. */
  private final float[][] columns;

  private final int rows;
  private final int dimension;

  /**
   * Keeps rows.
   *
   * @param reference v (M, D) row-major
   */
  Neighbours(float[] reference, int dimension) {
    this.dimension = dimension;
    rows = reference.length / dimension;
    columns = new float[dimension][rows];
    for (int i = 0; i < reference.length; i++) {
      columns[i % dimension][i / dimension] = reference[i];
    }
  }

  /** Returns M. */
  int rows() {
    return rows;
  }

  /**
   * Returns the distance of a row from the k-th nearest row kept, the farthest if there are fewer.
   */
  double distance(float[] encoded, int from, int k) {
    float[] squares = new float[rows];
    for (int d = 0; d < dimension; d++) {
      add(columns[d], encoded[from + d], squares);
    }
    return Math.sqrt(smallest(squares, Math.min(k, rows)));
  }

  /** A loop of its own, which the compiler turns into vector operations. */
  private static void add(float[] column, float v, float[] squares) {
    for (int m = 0; m < squares.length; m++) {
      float difference = v - column[m];
      squares[m] += difference * difference;
    }
  }

  private static float smallest(float[] values, int k) {
    float[] least = new float[k];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    float bound = Float.POSITIVE_INFINITY;
    for (float value : values) {
      if (value < bound) {
        int at = k - 1;
        while (at > 0 && least[at - 1] > value) {
          least[at] = least[at - 1];
          at--;
        }
        least[at] = value;
        bound = least[k - 1];
      }
    }
    return bound;
  }
}
