package io.diglm.train;

import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoder;

/**
 * Rows as the trainer sees them.
 *
 * @param encoder columns to v
 * @param table all rows
 * @param targets in the target's units or class indices; NaN where missing
 * @param train indices of the rows to learn from
 * @param validation indices of the rows to stop by
 */
record TrainingData(
    Encoder encoder, BoundTable table, double[] targets, int[] train, int[] validation) {

  /** Returns D. */
  int dimension() {
    return encoder.dimension();
  }

  /** Returns the same with fewer training rows. */
  TrainingData withTrain(int[] rows) {
    return new TrainingData(encoder, table, targets, rows, validation);
  }
}
