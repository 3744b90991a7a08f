package io.diglm.onnx;

import io.diglm.selective.Surprise;
import java.util.stream.IntStream;

/** How surprising scores are, as {@link Surprise} counts it, in a graph. */
final class Surprises {
  /**
   * Relative: a score that some rows tie at, but for rounding, is that score. Rows of whole numbers
   * and levels tie, and rounding must not part them.
   */
  private static final double TIED = 2e-6;

  /** The same for the two scores at which the count steps for one row: the least, and the start. */
  private static final double OWN = 5e-7;

  private final Ops ops;

  Surprises(Ops ops) {
    this.ops = ops;
  }

  /**
   * Returns the surprise of scores (N, 1) in nats.
   *
   * @param kept the scores of the training rows, in increasing order
   * @param exact whether scores have the same bits as those kept
   */
  Value nats(double[] kept, Value given, boolean exact) {
    Surprise surprise = new Surprise(kept);
    Value score = exact ? given : snapped(surprise, given);
    int m = kept.length;
    Search search = new Search(ops);
    Value low = search.of(score, new double[][] {kept}, false);
    Value high = search.of(score, new double[][] {kept}, true);
    Value table = ops.graph().doubles(new long[] {m}, kept);
    Value under = ops.look(table, bounded(ops.add(low, ops.whole(-1)), m));
    Value over = ops.look(table, bounded(low, m));
    Value inside = ops.and(ops.equal(low, high), ops.greater(low, ops.whole(0)));
    inside = ops.and(inside, ops.less(low, ops.whole(m)));
    Value width = ops.where(inside, ops.sub(over, under), ops.real(1));
    Value part = ops.add(ops.div(ops.sub(score, under), width), -0.5);
    Value middle = ops.mul(ops.toDouble(ops.add(low, high)), 0.5);
    Value count = ops.add(middle, ops.where(inside, part, ops.real(0)));
    Value share = ops.max(ops.div(count, ops.real(m + 1.0)), 0);
    double most = -Math.log(Surprise.TAIL);
    Value within = ops.min(ops.neg(ops.log1p(ops.neg(share))), most);
    Value excess = ops.div(ops.sub(score, ops.real(surprise.start())), ops.real(surprise.excess()));
    return ops.where(ops.greater(score, surprise.start()), ops.add(excess, most), within);
  }

  private Value bounded(Value index, int size) {
    return ops.max(ops.min(index, ops.whole(size - 1L)), ops.whole(0));
  }

  private Value snapped(Surprise surprise, Value score) {
    double[] kept = surprise.kept();
    double[] tied =
        IntStream.range(1, kept.length)
            .filter(i -> kept[i] == kept[i - 1])
            .mapToDouble(i -> kept[i])
            .distinct()
            .toArray();
    Value among = tied.length == 0 ? score : snapped(tied, score, TIED);
    return snapped(new double[] {kept[0], surprise.start()}, among, OWN);
  }

  private Value snapped(double[] steps, Value score, double relative) {
    Value at = new Search(ops).of(score, new double[][] {steps}, false);
    Value table = ops.graph().doubles(new long[] {steps.length}, steps);
    Value below = ops.look(table, bounded(ops.add(at, ops.whole(-1)), steps.length));
    Value above = ops.look(table, bounded(at, steps.length));
    Value nearer = ops.less(ops.abs(ops.sub(above, score)), ops.abs(ops.sub(score, below)));
    Value nearest = ops.where(nearer, above, below);
    Value room = ops.mul(ops.max(ops.abs(score), 1), relative);
    Value same = ops.not(ops.greater(ops.abs(ops.sub(score, nearest)), room));
    return ops.where(same, nearest, score);
  }
}
