package io.diglm.train;

import io.diglm.glm.NormalEquations;
import java.util.Optional;

/**
 * Sums over rows by their weights.
 *
 * @param rows their weight: their number where all count alike
 * @param labelled that of rows with a target
 * @param target sum of log p(y|x) in nats over the labelled
 * @param density sum of log p(x) in nats, in the units of the user's columns
 * @param equations what the rows say of the coefficients, if there are beliefs about them
 */
record BatchSums(
    double rows,
    double labelled,
    double target,
    double density,
    Optional<NormalEquations> equations) {
  static final BatchSums NONE = new BatchSums(0, 0, 0, 0, Optional.empty());

  BatchSums plus(BatchSums other) {
    return new BatchSums(
        rows + other.rows,
        labelled + other.labelled,
        target + other.target,
        density + other.density,
        equations.isPresent() && other.equations.isPresent()
            ? Optional.of(equations.get().plus(other.equations.get()))
            : equations.or(other::equations));
  }

  /** Returns the same with what the rows say of the coefficients. */
  BatchSums with(NormalEquations found) {
    return new BatchSums(rows, labelled, target, density, Optional.of(found));
  }

  /** Returns the same less what beliefs cost each labelled row, in nats. */
  BatchSums lessBelief(double costPerRow) {
    return new BatchSums(rows, labelled, target - costPerRow * labelled, density, equations);
  }

  /** Returns the same without what an epoch's sum does not need. */
  BatchSums withoutEquations() {
    return new BatchSums(rows, labelled, target, density, Optional.empty());
  }

  /** Returns the mean of -log p(y|x) over the labelled rows, NaN if there are none. */
  double nll() {
    return labelled == 0 ? Double.NaN : -target / labelled;
  }

  /** Returns the mean of log p(x). */
  double meanDensity() {
    return rows == 0 ? 0 : density / rows;
  }

  /** Returns the loss a row: -(log p(y|x) + lambda log p(x)), means over the rows. */
  double loss(double lambda) {
    return rows == 0 ? 0 : -(target + lambda * density) / rows;
  }
}
