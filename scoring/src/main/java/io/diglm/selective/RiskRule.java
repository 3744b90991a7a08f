package io.diglm.selective;

/**
 * The rule for which rows the model is certain enough to answer, in addition to refusals for
 * novelty.
 *
 * @param risk the share of wrong answers that holds, see {@link RiskControl}
 * @param confidence the confidence with which it holds
 * @param tolerance the largest error of a right answer; NaN for classes
 * @param least confidence of a row that is answered: of classes the highest probability, of numbers
 *     P(|y - mean| &lt;= tolerance | x)
 * @param rows that it was shown by
 * @param answered share of them
 */
public record RiskRule(
    double risk, double confidence, double tolerance, double least, int rows, double answered) {
  /** Checks that the numbers can be those of a rule. */
  public RiskRule {
    if (!(risk > 0 && risk < 1) || !(confidence > 0 && confidence < 1) || !(least >= 0)) {
      throw new IllegalArgumentException(
          "risk, confidence and least must be shares, got %s, %s and %s"
              .formatted(risk, confidence, least));
    }
    if (!(tolerance > 0) && !Double.isNaN(tolerance)) {
      throw new IllegalArgumentException("tolerance must be above 0, got " + tolerance);
    }
  }
}
