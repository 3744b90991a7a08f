package io.diglm.predict;

import io.diglm.distribution.Distribution;
import java.util.Optional;

/** What a model says of one row. */
public sealed interface Prediction {
  /**
   * Both answers.
   *
   * @param own p(y|x), whether or not the row is rejected
   * @param answer p(y) if the row is rejected, p(y|x) otherwise (Nalisnick et al. 2019, equation
   *     10)
   * @param logDensity log p(x) in nats, in the units of the user's columns; NaN of a row that lacks
   *     what no training row lacked
   * @param novelty how unlike the training rows the row is, by the model's score; NaN if the row
   *     has no density or the model no calibration
   * @param noveltyPValue the share of validation rows at least as novel, the row among them; NaN if
   *     the model has no calibration
   * @param rejected whether the model refuses to answer, by its {@link
   *     io.diglm.selective.RejectionRule}
   * @param reason why it is rejected; empty if it is not
   * @param uncertainty of {@code own} in two parts, if the model has a posterior of its
   *     coefficients
   */
  record Answer(
      Distribution own,
      Distribution answer,
      double logDensity,
      double novelty,
      double noveltyPValue,
      boolean rejected,
      String reason,
      Optional<Uncertainty> uncertainty)
      implements Prediction {}

  /**
   * The row could not be read.
   *
   * @param error why, in one line
   */
  record Failure(String error) implements Prediction {}
}
