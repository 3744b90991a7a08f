package io.diglm.spark;

/** How to handle rows that cannot be read, such as a text where the model needs a number. */
enum HandleInvalid {
  /** The row gets the error message of {@code diglm predict}, and no answer. */
  KEEP,
  /** They are left out. */
  SKIP,
  /** The job ends. */
  ERROR
}
