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
 * The approximate distance of a row from the nearest of the kept rows, which are in a {@link
 * KdTree}. Each dimension has a unit.
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

  private final KdTree tree;

  /** The unit of each dimension; empty if the dimension is used unchanged. */
  private final List<Optional<Unit>> units;

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
    return tree.columns();
  }

  /** {@return by how much too large a distance may be, as a factor; 1 if the search is exact} */
  public float error() {
    return tree.error();
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
    tree.visit(visitor);
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
    int rows = reference.length / dimension;
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
    tree = new KdTree(given, error, leaf);
  }

  private float at(int dimension, float v) {
    Optional<Unit> unit = units.get(dimension);
    return unit.isPresent() ? unit.get().at(v) : v;
  }

  /**
   * Returns the distance of a row from the k-th nearest kept row, or from the farthest if there are
   * fewer. For encoded rows, the result can be too large by a factor of at most 2 if more than 16
   * rows are kept.
   */
  double distance(float[] numbers, int from, int k) {
    float[] squares = tree.nearest(inUnits(numbers, from), k);
    return Math.sqrt(squares[squares.length - 1]);
  }

  /** Returns the distances of a row from the k nearest kept rows, or from all, the least first. */
  double[] nearest(float[] numbers, int k) {
    float[] squares = tree.nearest(inUnits(numbers, 0), k);
    double[] distances = new double[squares.length];
    Arrays.setAll(distances, i -> Math.sqrt(squares[i]));
    return distances;
  }

  private float[] inUnits(float[] numbers, int from) {
    float[] row = new float[units.size()];
    for (int d = 0; d < row.length; d++) {
      row[d] = at(d, numbers[from + d]);
    }
    return row;
  }
}
