package io.diglm.reporting;

import io.diglm.report.NumericPredictions;
import io.diglm.report.Predictions;
import io.diglm.schema.Target;
import java.util.Arrays;

/** Compares predictions with actual values. */
record ReportedPredictions(Target target, HeldOut heldOut) {
  /** Far more rows than are drawn as points, because all of them count for calibration. */
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
