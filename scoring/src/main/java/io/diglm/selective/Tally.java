package io.diglm.selective;

import io.diglm.distribution.Distribution;

/** Running sums of {@link Measures}. */
sealed interface Tally permits NumberTally, ClassTally, TimeTally {
  /** Adds a row with its answer, what came, and its weight. */
  void add(Distribution answer, double y, double weight);

  /** Returns the number of rows added. */
  long rows();

  /** Returns the means over the rows, of which one must have a positive weight. */
  Measures measures();
}
