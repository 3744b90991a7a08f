package io.diglm.onnx;

import io.diglm.novelty.Neighbours;
import io.diglm.schema.Scaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The distances of rows from the nearest of kept rows, as {@link Neighbours} finds them, in a
 * graph.
 *
 * <p>A graph cannot walk a tree, but the walk of a row is known before it begins: the leaves come
 * in an order that depends only on which side of each cut the row lies, and so does the least
 * square of the distance of each leaf's part of space. Both are computed for all rows and leaves at
 * once. A loop then takes the i-th leaf of every row, and counts it where the tree would have
 * visited it. It ends when no row has a leaf left that could count.
 */
final class KeptRows {
  private final Ops ops;
  private final Graph graph;
  private final Neighbours neighbours;
  private final int dimension;
  private final int nearest;
  private final Map<Integer, Integer> dimensions = new HashMap<>();
  private final List<Integer> inner = new ArrayList<>();
  private final List<Float> cuts = new ArrayList<>();

  /** Each leaf: its node, and its rows from and to. */
  private final List<int[]> leaves = new ArrayList<>();

  /**
   * Takes kept rows.
   *
   * @param nearest how many of them count
   */
  KeptRows(Ops ops, Neighbours neighbours, int nearest) {
    this.ops = ops;
    this.neighbours = neighbours;
    this.nearest = nearest;
    graph = ops.graph();
    dimension = neighbours.columns().length;
    neighbours.visit(
        new Neighbours.Visitor() {
          @Override
          public void inner(int node, int d, float cut) {
            dimensions.put(node, d);
            inner.add(node);
            cuts.add(cut);
          }

          @Override
          public void leaf(int node, int from, int to) {
            leaves.add(new int[] {node, from, to});
          }
        });
  }

  /**
   * Returns the distances from the nearest rows (N, K), doubles, the least first: of all, if there
   * are fewer.
   *
   * @param numbers of rows (N, D), floats
   */
  Value distances(Value numbers) {
    Value v = inUnits(numbers);
    Value start = ops.singles(new long[] {1, nearest}, infinities(nearest));
    Value none = ops.mul(ops.slice(v, 1, 0, 1), ops.single(0));
    Value least = ops.max(ops.add(none, ops.single(1)), start);
    List<Value> found =
        leaves.size() == 1
            ? List.of(compared(ops, v, ops.whole(0), true, least))
            : searched(v, least);
    int rows = neighbours.columns()[0].length;
    return ops.sqrt(ops.toDouble(ops.columns(found.get(0), 0, Math.min(nearest, rows))));
  }

  private static float[] infinities(int count) {
    float[] values = new float[count];
    Arrays.fill(values, Float.POSITIVE_INFINITY);
    return values;
  }

  /** Undoes the compression of heavy tails, because far values must stay far, and scales. */
  private Value inUnits(Value v) {
    List<Neighbours.Unit> units = new ArrayList<>();
    for (int d = 0; d < dimension; d++) {
      neighbours.unit(d).ifPresent(units::add);
    }
    if (units.size() == dimension && units.stream().allMatch(unit -> unit.tamed().isEmpty())) {
      double[] deviations = units.stream().mapToDouble(Neighbours.Unit::deviation).toArray();
      return ops.toFloat(ops.div(ops.toDouble(v), ops.row(deviations)));
    }
    List<Value> columns = new ArrayList<>();
    for (int d = 0; d < dimension; d++) {
      Value column = ops.columns(v, d, d + 1);
      columns.add(
          neighbours.unit(d).isPresent()
              ? drawnOut(column, neighbours.unit(d).orElseThrow())
              : column);
    }
    return ops.beside(columns);
  }

  private Value drawnOut(Value column, Neighbours.Unit unit) {
    Scaling scaling = unit.tamed().orElseThrow();
    Value x = ops.add(ops.mul(ops.toDouble(column), scaling.scale()), scaling.shift());
    // Beyond this e^x alone is more than the farthest.
    Value e = ops.expm1(ops.clip(x, -100, 100));
    Value sinh = ops.mul(ops.add(e, ops.div(e, ops.add(e, 1))), 0.5);
    Value far = ops.clip(sinh, -Neighbours.FARTHEST, Neighbours.FARTHEST);
    return ops.toFloat(ops.div(far, ops.real(unit.deviation())));
  }

  private List<Value> searched(Value v, Value least) {
    Walk walk = walk(v);
    Graph body = new Graph("n");
    Ops in = ops.within(body);
    Value step = body.scalar(Element.INT64);
    body.scalar(Element.BOOL);
    Value before = body.carried(ops.singles());
    Value leaf = in.look(walk.order(), step);
    Value square = in.reshape(in.look(walk.squares(), step), -1, 1);
    Value bound = in.columns(before, nearest - 1, nearest);
    Value room = ops.single(neighbours.error() * neighbours.error());
    Value visited = in.less(in.mul(square, room), bound);
    Value after = in.where(visited, compared(in, v, leaf, false, before), before);
    Value ahead = in.look(walk.ahead(), in.add(step, in.whole(1)));
    Value least2 = in.reshape(in.columns(after, nearest - 1, nearest), -1);
    Value open = in.cast(in.less(in.mul(ahead, room), least2), Element.INT64);
    body.carry(in.cast(in.reshape(in.greatest(open, 0)), Element.BOOL), Element.BOOL);
    body.carry(after, ops.singles());
    return graph.loop(body, leaves.size(), least);
  }

  /**
   * Returns the least squares (N, K) of those before and of the rows of a leaf.
   *
   * @param leaf the number of a leaf of every row (N); one number if {@code single}
   */
  private Value compared(Ops in, Value v, Value leaf, boolean single, Value before) {
    int width = leaves.stream().mapToInt(l -> l[2] - l[1]).max().orElse(1);
    Value squares = in.single(0);
    for (int d = 0; d < dimension; d++) {
      float[] block = infinities(leaves.size() * width);
      for (int l = 0; l < leaves.size(); l++) {
        int from = leaves.get(l)[1];
        System.arraycopy(neighbours.columns()[d], from, block, l * width, leaves.get(l)[2] - from);
      }
      Value column = ops.singles(new long[] {leaves.size(), width}, block);
      Value kept = single ? column : in.look(column, leaf);
      Value gap = in.sub(ops.columns(v, d, d + 1), kept);
      squares = in.add(squares, in.mul(gap, gap));
    }
    Value all = in.along(1, List.of(before, squares));
    return in.graph()
        .ops(
            "TopK",
            2,
            List.of(Attribute.of("largest", 0), Attribute.of("axis", 1)),
            all,
            in.graph().list(nearest))
        .get(0);
  }

  /**
   * The walks of all rows, computed before they begin.
   *
   * @param order the leaf of each step of each row (L, N)
   * @param squares the least square of the distance of that leaf's part of space (L, N)
   * @param ahead the least of this and all later steps, and after the last infinity (L + 1, N)
   */
  private record Walk(Value order, Value squares, Value ahead) {}

  private Walk walk(Value v) {
    int count = leaves.size();
    int[] picked = inner.stream().mapToInt(node -> dimensions.getOrDefault(node, 0)).toArray();
    float[] at = new float[inner.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = cuts.get(i);
    }
    Value gaps = ops.sub(ops.pick(v, picked), ops.row(at));
    Value lower = ops.cast(ops.less(gaps, ops.single(0)), Element.INT64);
    int[][] paths = paths();
    int depth = Arrays.stream(paths).mapToInt(path -> path.length).max().orElse(0);
    Value position = ops.row(new long[count]);
    Value squares = ops.row(new float[count]);
    List<Value> fars = new ArrayList<>();
    List<Value> levels = new ArrayList<>();
    for (int k = 0; k < depth; k++) {
      Level level = new Level(paths, k);
      Value below = ops.pick(lower, level.nodes);
      // In the lower half a leaf is far from a row above the cut, in the upper from one below.
      Value far = ops.equal(below, ops.row(level.farWhere));
      Value gap = ops.pick(gaps, level.nodes);
      Value square = ops.mul(gap, gap);
      Value known = ops.row(new float[count]);
      for (int j = 0; j < k; j++) {
        boolean[] same = level.sameDimension(paths, j);
        if (any(same)) {
          Value moved = ops.and(fars.get(j), graph.truths(same));
          known = ops.where(moved, levels.get(j), known);
        }
      }
      Value there = ops.and(far, graph.truths(level.present));
      squares = ops.where(there, ops.add(ops.sub(squares, known), square), squares);
      position = ops.add(position, ops.mul(ops.cast(there, Element.INT64), ops.row(level.first)));
      fars.add(there);
      levels.add(square);
    }
    return ordered(position, squares, count);
  }

  private static boolean any(boolean[] values) {
    for (boolean value : values) {
      if (value) {
        return true;
      }
    }
    return false;
  }

  private Walk ordered(Value position, Value squares, int count) {
    long[] numbers = new long[count];
    Arrays.setAll(numbers, l -> l);
    Value zeros = ops.mul(position, ops.whole(0));
    Value leaf = ops.add(zeros, ops.row(numbers));
    List<Attribute> axis = List.of(Attribute.of("axis", 1));
    Value order = graph.op("ScatterElements", axis, zeros, position, leaf);
    Value sorted = graph.op("GatherElements", axis, squares, order);
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
    return new Walk(turned(order), turned(sorted), turned(ahead));
  }

  private Value turned(Value a) {
    return graph.op("Transpose", List.of(Attribute.of("perm", new long[] {1, 0})), a);
  }

  /** The nodes above each leaf from the root on, and the leaf. */
  private int[][] paths() {
    return leaves.stream().map(leaf -> path(leaf[0])).toArray(int[][]::new);
  }

  private static int[] path(int node) {
    List<Integer> path = new ArrayList<>();
    for (int at = node; at > 0; at = (at - 1) / 2) {
      path.add(0, at);
    }
    path.add(0, 0);
    return path.stream().mapToInt(Integer::intValue).toArray();
  }

  /** What holds of the leaves at one depth of the tree. */
  private final class Level {
    /** The index, among the inner nodes, of the node above each leaf; 0 if there is none. */
    private final int[] nodes;

    private final boolean[] present;

    /** What "below the cut" is for rows from which the leaf is far. */
    private final long[] farWhere;

    /** How many leaves come before it then: those of the other half. */
    private final long[] first;

    private final int depth;

    Level(int[][] paths, int depth) {
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
          nodes[l] = inner.indexOf(node);
          farWhere[l] = left ? 0 : 1;
          first[l] = below.getOrDefault(left ? 2 * node + 2 : 2 * node + 1, 0);
        }
      }
    }

    /** Of which leaves an earlier cut is of the same dimension. */
    boolean[] sameDimension(int[][] paths, int earlier) {
      boolean[] same = new boolean[paths.length];
      for (int l = 0; l < same.length; l++) {
        same[l] =
            present[l]
                && dimensions
                    .getOrDefault(paths[l][earlier], -1)
                    .equals(dimensions.getOrDefault(paths[l][depth], -2));
      }
      return same;
    }
  }
}
