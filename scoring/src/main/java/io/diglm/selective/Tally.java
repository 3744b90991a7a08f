package io.diglm.selective;

import io.diglm.distribution.Distribution;

/** Running sums of {@link Measures}. */
sealed interface Tally permits NumberTally, ClassTally {
  /** Adds a row with its answer and what came. */
  void add(Distribution answer, double y);

  /** Returns the number of rows added. */
  long rows();

  /** Returns the means over the rows, of which there must be at least one. */
  Measures measures();
}
