package io.diglm.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The walks of rows through the tree of kept rows, computed before they begin: the leaves come in
 * an order that depends only on which side of each cut the row lies, and so does the least square
 * of the distance of each leaf's part of space. Both are computed for all rows and leaves at once.
 *
 * @param order the leaf of each step of each row (L, N)
 * @param squares the least square of the distance of that leaf's part of space (L, N)
 * @param ahead the least of this and all later steps, and after the last infinity (L + 1, N)
 */
record LeafWalk(Value order, Value squares, Value ahead) {
  /** Computes the walks of rows (N, D), floats. */
  static LeafWalk of(Ops ops, KeptLeaves leaves, Value v) {
    int count = leaves.count();
    Value gaps = ops.sub(ops.pick(v, leaves.cutDimensions()), ops.row(leaves.cuts()));
    Value lower = ops.cast(ops.less(gaps, ops.single(0)), Element.INT64);
    int[][] paths = leaves.paths();
    int depth = Arrays.stream(paths).mapToInt(path -> path.length).max().orElse(0);
    Value position = ops.row(new long[count]);
    Value squares = ops.row(new float[count]);
    List<Value> fars = new ArrayList<>();
    List<Value> levels = new ArrayList<>();
    for (int k = 0; k < depth; k++) {
      Level level = new Level(leaves, paths, k);
      Value below = ops.pick(lower, level.nodes);
      // In the lower half a leaf is far from a row above the cut, in the upper from one below.
      Value far = ops.equal(below, ops.row(level.farWhere));
      Value gap = ops.pick(gaps, level.nodes);
      Value square = ops.mul(gap, gap);
      Value known = ops.row(new float[count]);
      for (int j = 0; j < k; j++) {
        boolean[] same = level.sameDimension(paths, j);
        if (any(same)) {
          Value moved = ops.and(fars.get(j), ops.graph().truths(same));
          known = ops.where(moved, levels.get(j), known);
        }
      }
      Value there = ops.and(far, ops.graph().truths(level.present));
      squares = ops.where(there, ops.add(ops.sub(squares, known), square), squares);
      position = ops.add(position, ops.mul(ops.cast(there, Element.INT64), ops.row(level.first)));
      fars.add(there);
      levels.add(square);
    }
    return ordered(ops, position, squares, count);
  }

  private static boolean any(boolean[] values) {
    for (boolean value : values) {
      if (value) {
        return true;
      }
    }
    return false;
  }

  private static LeafWalk ordered(Ops ops, Value position, Value squares, int count) {
    long[] numbers = new long[count];
    Arrays.setAll(numbers, l -> l);
    Value zeros = ops.mul(position, ops.whole(0));
    Value leaf = ops.add(zeros, ops.row(numbers));
    List<Attribute> axis = List.of(Attribute.of("axis", 1));
    Value order = ops.graph().op("ScatterElements", axis, zeros, position, leaf);
    Value sorted = ops.graph().op("GatherElements", axis, squares, order);
    Value ahead =
        ops.along(
            1,
            List.of(
                sorted,
                ops.add(
                    ops.mul(ops.columns(sorted, 0, 1), ops.single(0)),
                    ops.single(Double.POSITIVE_INFINITY))));
    for (int by = 1; by <= count; by *= 2) {
      Value shifted = ops.columns(ahead, by, count + 1);
      Value rest = ops.columns(ahead, count + 1 - by, count + 1);
      ahead = ops.min(ahead, ops.along(1, List.of(shifted, rest)));
    }
    return new LeafWalk(turned(ops, order), turned(ops, sorted), turned(ops, ahead));
  }

  private static Value turned(Ops ops, Value a) {
    return ops.graph().op("Transpose", List.of(Attribute.of("perm", new long[] {1, 0})), a);
  }

  /** What holds of the leaves at one depth of the tree. */
  private static final class Level {
    /** The index, among the inner nodes, of the node above each leaf; 0 if there is none. */
    private final int[] nodes;

    private final boolean[] present;

    /** What "below the cut" is for rows from which the leaf is far. */
    private final long[] farWhere;

    /** How many leaves come before it then: those of the other half. */
    private final long[] first;

    private final KeptLeaves leaves;
    private final int depth;

    Level(KeptLeaves leaves, int[][] paths, int depth) {
      this.leaves = leaves;
      this.depth = depth;
      int count = paths.length;
      nodes = new int[count];
      present = new boolean[count];
      farWhere = new long[count];
      first = new long[count];
      Map<Integer, Integer> below = new HashMap<>();
      for (int[] path : paths) {
        for (int node : path) {
          below.merge(node, 1, Integer::sum);
        }
      }
      for (int l = 0; l < count; l++) {
        present[l] = depth + 1 < paths[l].length;
        if (present[l]) {
          int node = paths[l][depth];
          int child = paths[l][depth + 1];
          boolean left = child == 2 * node + 1;
          nodes[l] = leaves.cut(node);
          farWhere[l] = left ? 0 : 1;
          first[l] = below.getOrDefault(left ? 2 * node + 2 : 2 * node + 1, 0);
        }
      }
    }

    /** Of which leaves an earlier cut is of the same dimension. */
    boolean[] sameDimension(int[][] paths, int earlier) {
      boolean[] same = new boolean[paths.length];
      for (int l = 0; l < same.length; l++) {
        same[l] = present[l] && leaves.sameDimension(paths[l][earlier], paths[l][depth]);
      }
      return same;
    }
  }
}
