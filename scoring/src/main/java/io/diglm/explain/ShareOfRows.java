package io.diglm.explain;

import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.RejectionRule.FalseAlarms;
import java.util.Arrays;
import java.util.Locale;

/** The rule by false alarms that refuses a share of given rows, which need no label. */
public final class ShareOfRows {
  private ShareOfRows() {}

  /**
   * {@return the largest rate at which the p-values of at most floor(share N) of N rows are at most
   * the rate}
   *
   * @param predictor the model
   * @param rows N rows, which need no target
   * @param share in (0, 1): the largest share of the rows that may be refused
   * @throws IllegalArgumentException if share is not between 0 and 1, or if more rows than that
   *     have the least p-value
   */
  public static FalseAlarms rule(Predictor predictor, Table rows, double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share must be between 0 and 1, got " + share);
    }
    double[] pValues =
        predictor.predict(rows).stream()
            .filter(Prediction.Answer.class::isInstance)
            .mapToDouble(prediction -> ((Prediction.Answer) prediction).noveltyPValue())
            .filter(p -> !Double.isNaN(p))
            .sorted()
            .toArray();
    int most = (int) Math.floor(share * pValues.length + 1e-9);
    int at = most;
    while (at > 0 && at < pValues.length && pValues[at] == pValues[at - 1]) {
      at--;
    }
    if (at == 0) {
      long tied = Arrays.stream(pValues).filter(p -> p == pValues[0]).count();
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "share of %s must be that of rows whose p-values differ, got %,d of %,d rows with the least p-value (more rows must calibrate)",
              share,
              tied,
              pValues.length));
    }
    return new FalseAlarms(pValues[at - 1]);
  }
}
