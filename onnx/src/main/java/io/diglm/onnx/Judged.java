package io.diglm.onnx;

import io.diglm.model.Thresholds;
import io.diglm.selective.RejectionRule;
import java.util.List;
import java.util.Optional;

/**
 * The verdict on rows (N, 1).
 *
 * @param code 0 accepted, 1 novel by the rule, 2 unseen cells, 3 lacking, 4 unreadable, 5 unsure
 * @param unreadable whether there is no answer at all
 * @param refused whether the answer is p(y)
 */
record Judged(Value code, Value unreadable, Value refused) {
  /** The verdicts by their codes. */
  static final List<String> VERDICTS =
      List.of("accepted", "novel", "unseen", "lacking", "unreadable", "unsure");

  /**
   * What decides the verdict on rows.
   *
   * @param unreadable whether there is no answer at all
   * @param logDensity log p(x) in nats
   * @param pValue of the novelty, if it is calibrated
   * @param sure the probability that the answer is right, if a rule needs it
   */
  record Grounds(
      Value unreadable, Value logDensity, Optional<Value> pValue, Optional<Value> sure) {}

  static Judged of(Ops ops, Thresholds thresholds, Inputs inputs, Grounds grounds) {
    Value novel = novel(ops, thresholds, grounds);
    Value code = ops.whole(0);
    if (grounds.sure().isPresent()) {
      double least = thresholds.risk().orElseThrow().least();
      code = ops.where(ops.less(grounds.sure().get(), least), ops.whole(5), code);
    }
    code = ops.where(novel, ops.whole(1), code);
    code = ops.where(inputs.unseen(), ops.whole(2), code);
    code = ops.where(inputs.lacking(), ops.whole(3), code);
    code = ops.where(grounds.unreadable(), ops.whole(4), code);
    return new Judged(code, grounds.unreadable(), ops.greater(code, ops.whole(0)));
  }

  private static Value novel(Ops ops, Thresholds thresholds, Grounds grounds) {
    Value logDensity = grounds.logDensity();
    if (thresholds.rejection() instanceof RejectionRule.MinimumDensity rule) {
      // A row that is as dense as the least dense training row, except for rounding, counts as that
      // dense.
      double least = thresholds.leastDensity();
      Value margin = ops.sub(logDensity, ops.real(least));
      double rounding = Thresholds.ROUNDING * Math.max(1, Math.abs(least));
      Value same = ops.not(ops.greater(ops.abs(margin), rounding));
      Value below = ops.not(ops.graph().op("GreaterOrEqual", margin, ops.real(-rule.slack())));
      return ops.and(below, ops.not(ops.and(same, ops.not(ops.isNan(margin)))));
    }
    RejectionRule.FalseAlarms rule = (RejectionRule.FalseAlarms) thresholds.rejection();
    Value rare = ops.not(ops.greater(grounds.pValue().orElseThrow(), rule.alpha()));
    return ops.or(rare, ops.isNan(logDensity));
  }
}
