package io.diglm.novelty;

import io.diglm.schema.Axis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Scaling;
import io.diglm.schema.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The approximate distance of a row from the nearest of the kept rows.
 *
 * <p>The rows are stored by dimension, so that the processor handles many rows at once, and in a
 * tree, so that far rows are skipped.
 */
public final class Neighbours {
  /** The largest absolute value. Squares of larger values would not be finite. */
  public static final double FARTHEST = 1e15;

  /**
   * The unit of a dimension.
   *
   * @param tamed how the encoding compressed its tails. This is undone, so that far values are far
   *     away
   * @param deviation standard deviation over the kept rows, with stretched tails
   */
  public record Unit(Optional<Scaling> tamed, double deviation) {
    static Unit of(Optional<Scaling> tamed, float[] column) {
      double sum = 0;
      double squares = 0;
      for (float v : column) {
        double t = drawnOut(tamed, v);
        sum += t;
        squares += t * t;
      }
      double mean = sum / column.length;
      double variance = squares / column.length - mean * mean;
      return new Unit(tamed, variance > 0 ? Math.sqrt(variance) : 1);
    }

    private static double drawnOut(Optional<Scaling> tamed, float v) {
      if (tamed.isEmpty()) {
        return v;
      }
      Scaling scaling = tamed.get();
      double t = Math.sinh(scaling.shift() + scaling.scale() * v);
      return Math.max(-FARTHEST, Math.min(FARTHEST, t));
    }

    float at(float v) {
      return (float) (drawnOut(tamed, v) / deviation);
    }
  }

  /**
   * The number of encoded rows in a leaf, which are compared one by one instead of divided again.
   */
  private static final int LEAF = 16;

  /** The same for rows that are so wide that a tree would skip none. */
  private static final int WIDE_LEAF = 512;

  /**
   * A subtree of encoded rows is skipped if none of its rows can be nearer than half the distance
   * found. So a distance is at most twice the true one (Arya et al. 1998), and the search takes a
   * third of the time. The distances that it is compared with were found in the same way.
   */
  public static final float ERROR = 2;

  /**
   * (D, M): one array per dimension, because C2 vectorises a loop only if all arrays have the same
   * index.
   */
  private final float[][] columns;

  /** The unit of each dimension; empty if the dimension is used unchanged. */
  private final List<Optional<Unit>> units;

  private final int rows;
  private final float error;
  private final int leaf;

  /**
   * The k-d tree over the rows (Bentley 1975), which are stored in its order. The rows of node i
   * are halved along the dimension with the largest spread. The children of node i are nodes 2 i +
   * 1 and 2 i + 2.
   */
  private final int[] axes;

  private final float[] cuts;

  /**
   * Keeps encoded rows. A dimension whose tails the encoding compresses is stretched again and
   * divided by its standard deviation. The other dimensions are unchanged.
   *
   * @param reference v (M, D) row-major
   * @param schema the schema of the rows
   * @return the rows, in a tree for the search
   */
  public static Neighbours ofRows(float[] reference, Schema schema) {
    List<Axis> axes = schema.features().stream().flatMap(f -> f.axes().stream()).toList();
    return new Neighbours(
        reference,
        schema.dimension(),
        ERROR,
        LEAF,
        (d, column) ->
            axes.get(d) instanceof NumberAxis number && number.scaling().heavy()
                ? Optional.of(Unit.of(Optional.of(number.scaling()), column))
                : Optional.empty());
  }

  /**
   * Keeps rows (M, D), row-major. Each dimension is divided by its standard deviation, and the
   * search is exact.
   */
  static Neighbours inDeviations(float[] reference, int dimension) {
    return new Neighbours(
        reference,
        dimension,
        1,
        WIDE_LEAF,
        (d, column) -> Optional.of(Unit.of(Optional.empty(), column)));
  }

  /**
   * Keeps rows (M, D), row-major. The search is exact.
   *
   * @param inDeviations whether each dimension is divided by its standard deviation
   */
  static Neighbours exact(float[] reference, int dimension, boolean inDeviations) {
    return new Neighbours(
        reference,
        dimension,
        1,
        LEAF,
        (d, column) ->
            inDeviations ? Optional.of(Unit.of(Optional.empty(), column)) : Optional.empty());
  }

  /**
   * {@return the kept rows by dimension (D, M), in the order of the tree, in their units; shared}
   */
  public float[][] columns() {
    return columns;
  }

  /** {@return by how much too large a distance may be, as a factor; 1 if the search is exact} */
  public float error() {
    return error;
  }

  /**
   * {@return the unit of a dimension; empty if it is used unchanged}
   *
   * @param dimension index of the dimension
   */
  public Optional<Unit> unit(int dimension) {
    return units.get(dimension);
  }

  /**
   * Visits the tree from its root on, each node before its children.
   *
   * @param visitor learns of every node
   */
  public void visit(Visitor visitor) {
    visit(visitor, 0, 0, rows);
  }

  private void visit(Visitor visitor, int node, int from, int to) {
    if (to - from <= leaf) {
      visitor.leaf(node, from, to);
      return;
    }
    visitor.inner(node, axes[node], cuts[node]);
    visit(visitor, 2 * node + 1, from, middle(from, to));
    visit(visitor, 2 * node + 2, middle(from, to), to);
  }

  /** Learns of the nodes of the tree. The children of node i are nodes 2 i + 1 and 2 i + 2. */
  public interface Visitor {
    /**
     * Takes a node that divides space at {@code cut} of a dimension: below it, and from it on.
     *
     * @param node its number; its halves are 2 node + 1 and 2 node + 2
     * @param dimension that is divided
     * @param cut where
     */
    void inner(int node, int dimension, float cut);

    /**
     * Takes a node whose rows {@code from} to {@code to - 1} are compared one by one.
     *
     * @param node its number
     * @param from its first row
     * @param to the row after its last
     */
    void leaf(int node, int from, int to);
  }

  private interface Units {
    Optional<Unit> of(int dimension, float[] column);
  }

  private Neighbours(float[] reference, int dimension, float error, int leaf, Units wanted) {
    this.error = error;
    this.leaf = leaf;
    rows = reference.length / dimension;
    float[][] given = new float[dimension][rows];
    for (int i = 0; i < reference.length; i++) {
      given[i % dimension][i / dimension] = reference[i];
    }
    units = IntStream.range(0, dimension).mapToObj(d -> wanted.of(d, given[d])).toList();
    for (int d = 0; d < dimension; d++) {
      for (int m = 0; m < rows; m++) {
        given[d][m] = at(d, given[d][m]);
      }
    }
    int nodes = nodes(rows);
    axes = new int[nodes];
    cuts = new float[nodes];
    int[] order = IntStream.range(0, rows).toArray();
    divide(given, order, 0, 0, rows);
    columns = new float[dimension][rows];
    for (int d = 0; d < dimension; d++) {
      for (int m = 0; m < rows; m++) {
        columns[d][m] = given[d][order[m]];
      }
    }
  }

  private float at(int dimension, float v) {
    Optional<Unit> unit = units.get(dimension);
    return unit.isPresent() ? unit.get().at(v) : v;
  }

  /**
   * Returns the number of inner nodes for this many rows, as if all branches were as deep as the
   * deepest.
   */
  private int nodes(int rows) {
    int nodes = 0;
    for (int size = rows; size > leaf; size -= size / 2) {
      nodes = 2 * nodes + 1;
    }
    return nodes;
  }

  private void divide(float[][] given, int[] order, int node, int from, int to) {
    if (to - from <= leaf) {
      return;
    }
    int widest = 0;
    float most = -1;
    for (int d = 0; d < given.length; d++) {
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        float v = given[d][order[i]];
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
      if (high - low > most) {
        most = high - low;
        widest = d;
      }
    }
    float[] column = given[widest];
    sort(order, from, to, column);
    int middle = middle(from, to);
    axes[node] = widest;
    cuts[node] = column[order[middle]];
    divide(given, order, 2 * node + 1, from, middle);
    divide(given, order, 2 * node + 2, middle, to);
  }

  /**
   * Sorts rows by a column. It sorts primitive whole numbers, because boxed numbers would slow down
   * a cold start.
   */
  private static void sort(int[] order, int from, int to, float[] column) {
    long[] keys = new long[to - from];
    for (int i = 0; i < keys.length; i++) {
      int bits = Float.floatToIntBits(column[order[from + i]]);
      // The order of negative floats is that of their inverted bits.
      int ordered = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
      keys[i] = (long) ordered << 32 | order[from + i];
    }
    Arrays.sort(keys);
    for (int i = 0; i < keys.length; i++) {
      order[from + i] = (int) keys[i];
    }
  }

  private static int middle(int from, int to) {
    return from + (to - from) / 2;
  }

  /**
   * Returns the distance of a row from the k-th nearest kept row, or from the farthest if there are
   * fewer. For encoded rows, the result can be too large by a factor of at most 2 if more than 16
   * rows are kept.
   */
  double distance(float[] numbers, int from, int k) {
    float[] row = new float[columns.length];
    for (int d = 0; d < row.length; d++) {
      row[d] = at(d, numbers[from + d]);
    }
    Search search = new Search(row, Math.min(k, rows));
    search.visit(0, 0, rows, 0);
    return Math.sqrt(search.bound);
  }

  /** Returns the distances of a row from the k nearest kept rows, or from all, the least first. */
  double[] nearest(float[] numbers, int k) {
    float[] row = new float[columns.length];
    for (int d = 0; d < row.length; d++) {
      row[d] = at(d, numbers[d]);
    }
    Search search = new Search(row, Math.min(k, rows));
    search.visit(0, 0, rows, 0);
    double[] distances = new double[search.least.length];
    Arrays.setAll(distances, i -> Math.sqrt(search.least[i]));
    return distances;
  }

  /** The nearest rows so far. Not safe to share between threads. */
  private final class Search {
    private final float[] row;

    /** For each dimension, the distance of the row from the visited part of space. */
    private final float[] gaps;

    private final float[] squares = new float[leaf];
    private final float[] least;
    private float bound = Float.POSITIVE_INFINITY;

    Search(float[] row, int k) {
      this.row = row;
      gaps = new float[row.length];
      least = new float[k];
      Arrays.fill(least, Float.POSITIVE_INFINITY);
    }

    /**
     * Visits rows {@code from} to {@code to}, the nearer half first. {@code square} is a lower
     * bound of their squared distance.
     */
    void visit(int node, int from, int to, float square) {
      if (to - from <= leaf) {
        compare(from, to);
        return;
      }
      int axis = axes[node];
      float gap = row[axis] - cuts[node];
      int middle = middle(from, to);
      boolean lower = gap < 0;
      if (lower) {
        visit(2 * node + 1, from, middle, square);
      } else {
        visit(2 * node + 2, middle, to, square);
      }
      float before = gaps[axis];
      float other = square - before * before + gap * gap;
      if (error * error * other >= bound) {
        return;
      }
      gaps[axis] = gap;
      if (lower) {
        visit(2 * node + 2, middle, to, other);
      } else {
        visit(2 * node + 1, from, middle, other);
      }
      gaps[axis] = before;
    }

    private void compare(int from, int to) {
      int count = to - from;
      Arrays.fill(squares, 0, count, 0);
      for (int d = 0; d < row.length; d++) {
        add(columns[d], from, count, row[d], squares);
      }
      for (int i = 0; i < count; i++) {
        if (squares[i] < bound) {
          insert(squares[i]);
        }
      }
    }

    private void insert(float square) {
      int at = least.length - 1;
      while (at > 0 && least[at - 1] > square) {
        least[at] = least[at - 1];
        at--;
      }
      least[at] = square;
      bound = least[least.length - 1];
    }
  }

  /** A separate loop, which the compiler vectorises. */
  private static void add(float[] column, int from, int count, float v, float[] squares) {
    for (int m = 0; m < count; m++) {
      float difference = v - column[from + m];
      squares[m] += difference * difference;
    }
  }
}
