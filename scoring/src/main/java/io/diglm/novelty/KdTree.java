package io.diglm.novelty;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A k-d tree over rows (Bentley 1975), which skips rows that are far.
 *
 * <p>The rows are stored by dimension, so that the processor handles many rows at once, and in the
 * order of the tree. The rows of node i are halved along the dimension with the largest spread. The
 * children of node i are nodes 2 i + 1 and 2 i + 2.
 */
final class KdTree {
  /**
   * (D, M): one array per dimension, because C2 vectorises a loop only if all arrays have the same
   * index.
   */
  private final float[][] columns;

  private final int rows;
  private final float error;
  private final int leaf;
  private final int[] axes;
  private final float[] cuts;

  /**
   * Arranges rows.
   *
   * @param given (D, M)
   * @param error by how much too large a distance may be, as a factor
   * @param leaf rows that are compared one by one instead of divided again
   */
  KdTree(float[][] given, float error, int leaf) {
    this.error = error;
    this.leaf = leaf;
    rows = given[0].length;
    int nodes = nodes(rows);
    axes = new int[nodes];
    cuts = new float[nodes];
    int[] order = IntStream.range(0, rows).toArray();
    divide(given, order, 0, 0, rows);
    columns = new float[given.length][rows];
    for (int d = 0; d < given.length; d++) {
      for (int m = 0; m < rows; m++) {
        columns[d][m] = given[d][order[m]];
      }
    }
  }

  float[][] columns() {
    return columns;
  }

  float error() {
    return error;
  }

  /** Visits the tree from its root on, each node before its children. */
  void visit(Neighbours.Visitor visitor) {
    visit(visitor, 0, 0, rows);
  }

  private void visit(Neighbours.Visitor visitor, int node, int from, int to) {
    if (to - from <= leaf) {
      visitor.leaf(node, from, to);
      return;
    }
    visitor.inner(node, axes[node], cuts[node]);
    visit(visitor, 2 * node + 1, from, middle(from, to));
    visit(visitor, 2 * node + 2, middle(from, to), to);
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

  /** Returns the squared distances of a row from the k nearest, or from all, the least first. */
  float[] nearest(float[] row, int k) {
    Search search = new Search(row, Math.min(k, rows));
    search.visit(0, 0, rows, 0);
    return search.least;
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
