package io.diglm.predict;

import io.diglm.schema.Axis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Scaling;
import io.diglm.schema.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How far an encoded row v is from the nearest of kept rows.
 *
 * <p>A dimension whose tails the encoding tames is drawn out again, in units of its deviation over
 * the kept rows: what lies far out is to be far. Kept by dimension, so that a processor takes many
 * rows at once.
 */
final class Neighbours {
  /** Squares of what is farther would not be finite. */
  private static final double FARTHEST = 1e15;

  /**
   * A dimension that is drawn out.
   *
   * @param deviation of t over the kept rows
   */
  private record Tail(Scaling scaling, double deviation) {
    static Tail of(Scaling scaling, float[] column) {
      double sum = 0;
      double squares = 0;
      for (float v : column) {
        double t = ratio(scaling, v);
        sum += t;
        squares += t * t;
      }
      double mean = sum / column.length;
      double variance = squares / column.length - mean * mean;
      return new Tail(scaling, variance > 0 ? Math.sqrt(variance) : 1);
    }

    private static double ratio(Scaling scaling, float v) {
      double t = Math.sinh(scaling.shift() + scaling.scale() * v);
      return Math.max(-FARTHEST, Math.min(FARTHEST, t));
    }

    float drawnOut(float v) {
      return (float) (ratio(scaling, v) / deviation);
    }
  }

  /** (D, M): an array for each dimension, because C2 wants the same index in all arrays. */
  private final float[][] columns;

  private final List<Optional<Tail>> tails;
  private final int rows;

  /**
   * Keeps rows.
   *
   * @param reference v (M, D) row-major
   * @param schema what they are rows of
   */
  Neighbours(float[] reference, Schema schema) {
    int dimension = schema.dimension();
    rows = reference.length / dimension;
    columns = new float[dimension][rows];
    for (int i = 0; i < reference.length; i++) {
      columns[i % dimension][i / dimension] = reference[i];
    }
    List<Axis> axes = schema.features().stream().flatMap(f -> f.axes().stream()).toList();
    tails = IntStream.range(0, dimension).mapToObj(d -> tail(axes.get(d), columns[d])).toList();
    for (int d = 0; d < dimension; d++) {
      for (int m = 0; m < rows; m++) {
        columns[d][m] = at(d, columns[d][m]);
      }
    }
  }

  private static Optional<Tail> tail(Axis axis, float[] column) {
    return axis instanceof NumberAxis number && number.scaling().heavy()
        ? Optional.of(Tail.of(number.scaling(), column))
        : Optional.empty();
  }

  private float at(int dimension, float v) {
    Optional<Tail> tail = tails.get(dimension);
    return tail.isPresent() ? tail.get().drawnOut(v) : v;
  }

  /**
   * Returns the distance of a row from the k-th nearest row kept, the farthest if there are fewer.
   */
  double distance(float[] encoded, int from, int k) {
    float[] squares = new float[rows];
    for (int d = 0; d < columns.length; d++) {
      add(columns[d], at(d, encoded[from + d]), squares);
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
