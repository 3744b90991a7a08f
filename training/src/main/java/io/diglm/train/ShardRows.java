package io.diglm.train;

import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.TargetKind;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import io.diglm.schema.TargetValues;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Rows of a shard that can be learned from: the sample shows cells like theirs, and the head, which
 * was chosen by the sample, takes their targets.
 *
 * @param data these rows, which count alike
 * @param left how many other rows the shard has
 */
record ShardRows(TrainingData data, int left) {

  /** Reads a shard. */
  static ShardRows of(Encoder encoder, HeadConfig head, Table table) {
    BoundTable bound = encoder.bind(table);
    TargetValues targets = encoder.schema().targets(table);
    int[] usable = usable(bound, targets, head);
    return new ShardRows(
        TrainingData.alike(encoder, bound, targets.values(), usable, new int[0]),
        table.rows() - usable.length);
  }

  private static int[] usable(BoundTable bound, TargetValues targets, HeadConfig head) {
    BitSet bad = new BitSet(bound.rows());
    bound.problems().stream()
        .filter(problem -> !problem.hasDensity())
        .mapToInt(RowProblem::row)
        .forEach(bad::set);
    targets.problems().stream().mapToInt(RowProblem::row).forEach(bad::set);
    return IntStream.range(0, bound.rows())
        .filter(row -> !bad.get(row) && takes(head, targets.values()[row]))
        .toArray();
  }

  /** Whether a head can learn of a target, if it is there. Classes that it lacks are problems. */
  private static boolean takes(HeadConfig head, double y) {
    boolean number = head.family() != FamilyName.NONE && !head.definition().classes();
    if (!number || Double.isNaN(y)) {
      return true;
    }
    return head.range().map(range -> range.near(y)).orElse(true)
        && head.definition().takes(new TargetKind(0, y == Math.rint(y), y, y));
  }

  /** Returns how many rows there are. */
  int count() {
    return data.train().length;
  }
}
