package io.diglm.train;

import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import io.diglm.schema.TargetValues;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Rows of a shard that can be learned from: the sample shows cells like theirs.
 *
 * @param data these rows, which count alike
 * @param left how many other rows the shard has
 */
record ShardRows(TrainingData data, int left) {

  /** Reads a shard. */
  static ShardRows of(Encoder encoder, Table table) {
    BoundTable bound = encoder.bind(table);
    TargetValues targets = encoder.schema().targets(table);
    int[] usable = usable(bound, targets);
    return new ShardRows(
        TrainingData.alike(encoder, bound, targets.values(), usable, new int[0]),
        table.rows() - usable.length);
  }

  private static int[] usable(BoundTable bound, TargetValues targets) {
    BitSet bad = new BitSet(bound.rows());
    bound.problems().stream()
        .filter(problem -> !problem.hasDensity())
        .mapToInt(RowProblem::row)
        .forEach(bad::set);
    targets.problems().stream().mapToInt(RowProblem::row).forEach(bad::set);
    return IntStream.range(0, bound.rows()).filter(row -> !bad.get(row)).toArray();
  }

  /** Returns how many rows there are. */
  int count() {
    return data.train().length;
  }
}
