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
   * @param densityPValue the share of validation rows at most as dense
   * @param rejected whether the model refuses to answer (equation 9)
   * @param reason why it is rejected; empty if it is not
   * @param uncertainty of {@code own} in two parts, if the model has a posterior of its
   *     coefficients
   */
  record Answer(
      Distribution own,
      Distribution answer,
      double logDensity,
      double densityPValue,
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
