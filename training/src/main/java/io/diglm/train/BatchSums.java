package io.diglm.train;

/**
 * Sums over rows.
 *
 * @param rows their number
 * @param labelled how many have a target
 * @param target sum of log p(y|x) in nats over the labelled
 * @param density sum of log p(x) in nats, in the units of the user's columns
 */
record BatchSums(long rows, long labelled, double target, double density) {
  static final BatchSums NONE = new BatchSums(0, 0, 0, 0);

  BatchSums plus(BatchSums other) {
    return new BatchSums(
        rows + other.rows,
        labelled + other.labelled,
        target + other.target,
        density + other.density);
  }

  /** Returns whether both sums are finite. */
  boolean finite() {
    return Double.isFinite(target) && Double.isFinite(density);
  }

  /** Returns the mean of -log p(y|x) over the labelled rows, 0 if there are none. */
  double nll() {
    return labelled == 0 ? 0 : -target / labelled;
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
