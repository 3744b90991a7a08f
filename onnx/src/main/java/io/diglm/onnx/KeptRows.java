package io.diglm.onnx;

import io.diglm.novelty.Neighbours;
import io.diglm.schema.Scaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distances of rows from the nearest of kept rows, as {@link Neighbours} finds them, in a
 * graph.
 *
 * <p>A graph cannot walk a tree, but the walk of a row is known before it begins ({@link
 * LeafWalk}). A loop takes the i-th leaf of every row, and counts it where the tree would have
 * visited it. It ends when no row has a leaf left that could count.
 */
final class KeptRows {
  private final Ops ops;
  private final Graph graph;
  private final Neighbours neighbours;
  private final int dimension;
  private final int nearest;
  private final KeptLeaves leaves;

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
    leaves = new KeptLeaves(neighbours);
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
        leaves.count() == 1
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
    LeafWalk walk = LeafWalk.of(ops, leaves, v);
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
    return graph.loop(body, leaves.count(), least);
  }

  /**
   * Returns the least squares (N, K) of those before and of the rows of a leaf.
   *
   * @param leaf the number of a leaf of every row (N); one number if {@code single}
   */
  private Value compared(Ops in, Value v, Value leaf, boolean single, Value before) {
    int width = leaves.width();
    Value squares = in.single(0);
    for (int d = 0; d < dimension; d++) {
      float[] block = infinities(leaves.count() * width);
      for (int l = 0; l < leaves.count(); l++) {
        KeptLeaves.Leaf rows = leaves.leaf(l);
        int count = rows.to() - rows.from();
        System.arraycopy(neighbours.columns()[d], rows.from(), block, l * width, count);
      }
      Value column = ops.singles(new long[] {leaves.count(), width}, block);
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
}
