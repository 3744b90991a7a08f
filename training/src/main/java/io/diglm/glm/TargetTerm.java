package io.diglm.glm;

import java.util.SplittableRandom;

/**
 * The part of the training objective that the targets have, by how coefficients are inferred, and
 * its gradient, derived by hand. Not safe to use from two threads at once.
 */
sealed interface TargetTerm permits PointTerm, ConjugateTerm, BoundTerm, ElboTerm {
  /**
   * Prepares for the rows of a pass.
   *
   * @param rows their number
   * @param random for a term that samples
   */
  default void begin(int rows, SplittableRandom random) {
    // Most terms need nothing.
  }

  /**
   * Returns what a row adds to the objective in nats: log p(y|z), or its expectation over the
   * coefficients where they have a posterior. Its gradient is written to the row. Both are for a
   * weight of 1: the caller multiplies them, and a term what it keeps of the row itself.
   */
  double training(Row row);

  /**
   * Returns log p(y|z) of a row in nats as a prediction has it, coefficients integrated out. The
   * row's gradients are then of no use.
   */
  double validation(Row row);

  /**
   * Adds the gradients by tensors of its own, and by the head's beyond those by eta.
   *
   * @param factor what the gradients are multiplied by
   * @param gradients as long as the vector of all parameters
   */
  default void gather(double factor, float[] gradients) {
    // Most terms have no tensors.
  }
}
