package io.diglm.drift;

import io.diglm.predict.Predictor;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Where the values of each axis lie among those of the kept training rows: counts, which add up
 * over parts of a table.
 */
final class AxisPlaces implements Serializable {
  private static final long serialVersionUID = 1;

  /** How many values of each axis lie below, at and between the distinct ones of kept rows. */
  private final long[][] places;

  /** Makes counts of no row, for these distinct values of each axis. */
  AxisPlaces(float[][] edges) {
    places = new long[edges.length][];
    for (int axis = 0; axis < edges.length; axis++) {
      places[axis] = new long[2 * edges[axis].length + 1];
    }
  }

  /** Returns the distinct values of each axis of the kept training rows, ascending. */
  static float[][] edges(Predictor predictor) {
    float[] kept = predictor.reference().rows();
    int dimension = predictor.encoder().dimension();
    float[][] edges = new float[kept.length == 0 ? 0 : dimension][];
    for (int axis = 0; axis < edges.length; axis++) {
      float[] values = axis(kept, axis, dimension);
      Arrays.sort(values);
      int distinct = 0;
      for (int i = 0; i < values.length; i++) {
        if (i == 0 || values[i] != values[distinct - 1]) {
          values[distinct++] = values[i];
        }
      }
      edges[axis] = Arrays.copyOf(values, distinct);
    }
    return edges;
  }

  /** Returns an axis of encoded rows. */
  static float[] axis(float[] rows, int axis, int dimension) {
    float[] values = new float[rows.length / dimension];
    for (int row = 0; row < values.length; row++) {
      values[row] = rows[row * dimension + axis] + 0f;
    }
    return values;
  }

  /** Adds a row, whose values start at {@code offset}. */
  void add(float[] encoded, int offset, float[][] edges) {
    for (int axis = 0; axis < places.length; axis++) {
      places[axis][place(edges[axis], encoded[offset + axis] + 0f)]++;
    }
  }

  void add(AxisPlaces other) {
    for (int axis = 0; axis < places.length; axis++) {
      for (int i = 0; i < places[axis].length; i++) {
        places[axis][i] += other.places[axis][i];
      }
    }
  }

  /** An odd place is one of the edges, an even one lies between two. */
  private static int place(float[] edges, float value) {
    int at = Arrays.binarySearch(edges, value);
    return at >= 0 ? 2 * at + 1 : 2 * (-at - 1);
  }

  /**
   * Returns the distance of Kolmogorov and Smirnov: it is reached at a kept value or right before
   * one.
   *
   * @param old the values of kept rows
   * @param known the distinct ones
   * @param rows how many are counted
   */
  double distance(int axis, float[] old, float[] known, long rows) {
    long[] counts = places[axis];
    float[] sorted = old.clone();
    Arrays.sort(sorted);
    double most = 0;
    long now = 0;
    int then = 0;
    for (int i = 0; i < known.length; i++) {
      now += counts[2 * i];
      most = Math.max(most, Math.abs((double) now / rows - (double) then / sorted.length));
      now += counts[2 * i + 1];
      while (then < sorted.length && sorted[then] <= known[i]) {
        then++;
      }
      most = Math.max(most, Math.abs((double) now / rows - (double) then / sorted.length));
    }
    return most;
  }
}
