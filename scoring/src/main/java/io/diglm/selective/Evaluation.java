package io.diglm.selective;

import io.diglm.json.Inline;

/**
 * The measures of a predictor on rows with known targets. {@code evaluate --json} prints them.
 *
 * @param rows all rows
 * @param rejected how many of them the rejection rule refuses
 * @param measures the measures of the model's own answer p(y|x)
 * @param logDensity log p(x) of the rows
 * @param selective the measures if rejected rows are answered by the marginal p(y) (Nalisnick et
 *     al. 2019, equation 10)
 */
public record Evaluation(
    long rows,
    long rejected,
    @Inline Measures measures,
    LogDensity logDensity,
    Measures selective) {
  /**
   * The mean of log p(x) in nats.
   *
   * @param mean over the rows
   */
  public record LogDensity(double mean) {}
}
