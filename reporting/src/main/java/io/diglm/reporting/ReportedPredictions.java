package io.diglm.reporting;

import io.diglm.report.NumericPredictions;
import io.diglm.report.Predictions;
import io.diglm.schema.Target;
import java.util.Arrays;

/** What was answered beside what happened. */
record ReportedPredictions(Target target, HeldOut heldOut) {
  /** Far more than are drawn as points: calibration is counted over all of them. */
  private static final int MOST_ROWS = 200_000;

  Predictions predictions() {
    Answers answers = heldOut.answers();
    if (target.categorical()) {
      return new ClassTable(target.classes(), answers, heldOut.reliability()).predictions();
    }
    int[] labelled = answers.labelled();
    int[] shown =
        Arrays.stream(EvenStride.indices(labelled.length, MOST_ROWS))
            .map(i -> labelled[i])
            .toArray();
    return new NumericPredictions(
        EvenStride.pick(answers.actual(), shown),
        EvenStride.pick(answers.predicted(), shown),
        EvenStride.pick(answers.pit(), shown));
  }
}
