package io.diglm.predict;

import java.util.Arrays;

/**
 * How far a row's z is from the nearest of kept rows.
 *
 * <p>Kept by dimension, (D, M), so that a processor takes many rows at once: about 3 us for M =
 * 4000 and D = 8.
 */
final class Neighbours {
  private static final double LEAST = 1e-12;

  private final float[] columns;
  private final int rows;
  private final int dimension;

  /**
   * Keeps rows.
   *
   * @param reference z (M, D) row-major
   */
  Neighbours(float[] reference, int dimension) {
    this.dimension = dimension;
    rows = reference.length / dimension;
    columns = new float[reference.length];
    for (int i = 0; i < reference.length; i++) {
      columns[i % dimension * rows + i / dimension] = reference[i];
    }
  }

  /** Returns M. */
  int rows() {
    return rows;
  }

  /**
   * Returns the log of the distance of a row of {@code latent} from the k-th nearest row kept, or
   * the farthest if there are fewer; distances under 1e-6 count as that.
   */
  double logDistance(float[] latent, int from, int k) {
    float[] squares = new float[rows];
    for (int d = 0; d < dimension; d++) {
      add(columns, d * rows, latent[from + d], squares);
    }
    return 0.5 * Math.log(Math.max(LEAST, smallest(squares, Math.min(k, rows))));
  }

  /** A loop of its own, which the compiler turns into vector operations. */
  private static void add(float[] columns, int offset, float z, float[] squares) {
    for (int m = 0; m < squares.length; m++) {
      float difference = z - columns[offset + m];
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
