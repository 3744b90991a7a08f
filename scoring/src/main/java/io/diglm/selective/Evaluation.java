package io.diglm.selective;

import io.diglm.json.Inline;

/**
 * A predictor on rows whose targets are known; {@code evaluate --json} prints it.
 *
 * @param rows all rows
 * @param rejected those of them that the rejection rule refuses
 * @param measures of the model's own answer p(y|x)
 * @param logDensity of the rows themselves
 * @param selective of the answers where rejected rows get the marginal p(y) (Nalisnick et al. 2019,
 *     equation 10)
 */
public record Evaluation(
    long rows,
    long rejected,
    @Inline Measures measures,
    LogDensity logDensity,
    Measures selective) {
  /** The mean of log p(x) in nats. */
  public record LogDensity(double mean) {}
}
