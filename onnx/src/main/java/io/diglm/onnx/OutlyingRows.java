package io.diglm.onnx;

import io.diglm.distribution.StandardNormal;
import io.diglm.novelty.Neighbours;
import io.diglm.novelty.Outlying;
import java.util.Arrays;
import java.util.List;

/** How far rows lie from all kept training rows, as {@link Outlying} says, in a graph. */
final class OutlyingRows {
  private final Ops ops;
  private final Outlying known;
  private final int dimension;
  private final int rows;

  OutlyingRows(Ops ops, Outlying known) {
    this.ops = ops;
    this.known = known;
    dimension = known.sorted().length;
    rows = known.sorted()[0].length;
  }

  /**
   * Returns the score of rows (N, 1).
   *
   * @param encoded v (N, D), floats
   * @param squares the mean square of z (N, 1)
   */
  Value score(Value encoded, Value squares) {
    Value v = ops.toDouble(encoded);
    List<Value> measures =
        List.of(mean(known.near(), calm(v)), mean(known.ranked(), normalScores(v)), squares);
    Surprises surprises = new Surprises(ops);
    Value sum = ops.real(0);
    for (int i = 0; i < measures.size(); i++) {
      double[] kept = known.surprises().get(i).kept();
      sum = ops.add(sum, ops.log1p(surprises.nats(kept, measures.get(i), false)));
    }
    return sum;
  }

  private Value mean(Neighbours kept, Value numbers) {
    Value found = new KeptRows(ops, kept, Outlying.NEIGHBOURS).distances(numbers);
    double count = Math.min(Outlying.NEIGHBOURS, rows);
    return ops.div(ops.sum(found, 1), ops.real(count));
  }

  /** Tames the dimensions with heavy tails. */
  private Value calm(Value v) {
    double[] medians = new double[dimension];
    double[] robust = new double[dimension];
    boolean[] heavy = new boolean[dimension];
    for (int d = 0; d < dimension; d++) {
      double[] tamed = known.tamed(d);
      heavy[d] = tamed.length > 0;
      medians[d] = heavy[d] ? tamed[0] : 0;
      robust[d] = heavy[d] ? tamed[1] : 1;
    }
    Value t = ops.div(ops.sub(v, ops.row(medians)), ops.row(robust));
    Value root = ops.sqrt(ops.add(ops.square(t), 1));
    Value size = ops.log(ops.add(ops.abs(t), root));
    Value tamed = ops.where(ops.less(t, 0), ops.neg(size), size);
    return bounded(ops.where(ops.graph().truths(heavy), tamed, v));
  }

  private Value normalScores(Value v) {
    Value room = ops.mul(ops.add(ops.abs(v), 1), Outlying.SAME);
    Search search = new Search(ops);
    Value below = search.of(ops.sub(v, room), known.sorted(), false);
    Value upTo = search.of(ops.add(v, room), known.sorted(), false);
    // Of M rows a share is one of 2 M + 1, whose quantiles are known.
    double[] quantiles = new double[2 * rows + 1];
    double least = 0.5 / rows;
    Arrays.setAll(
        quantiles,
        i -> StandardNormal.quantile(Math.max(least, Math.min(1 - least, 0.5 * i / rows))));
    Value table = ops.graph().doubles(new long[] {quantiles.length}, quantiles);
    Value inside = ops.look(table, ops.add(below, upTo));
    Value above = ops.max(ops.sub(v, ops.row(ends(rows - 1))), 0);
    Value under = ops.max(ops.sub(ops.row(ends(0)), v), 0);
    double[] ranges = new double[dimension];
    Arrays.setAll(ranges, d -> range(known.sorted()[d]));
    Value beyond = ops.div(ops.mul(ops.sub(above, under), Outlying.BEYOND), ops.row(ranges));
    return bounded(ops.add(inside, beyond));
  }

  private double[] ends(int at) {
    return Arrays.stream(known.sorted()).mapToDouble(column -> column[at]).toArray();
  }

  private double range(double... column) {
    double range = column[rows - 1] - column[0];
    return range > 0 ? range : 1;
  }

  private Value bounded(Value numbers) {
    return ops.toFloat(ops.clip(numbers, -Outlying.FARTHEST, Outlying.FARTHEST));
  }
}
