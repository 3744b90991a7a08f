package io.diglm.selective;

/**
 * Which rows are sure enough for an answer, beside those that novelty refuses.
 *
 * @param risk the share of wrong answers that was shown, see {@link RiskControl}
 * @param confidence with which it was
 * @param tolerance by how much an answer may be off and be right; NaN of classes
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
