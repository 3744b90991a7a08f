package io.diglm.gradient;

/** The type of numbers in which the networks inside couplings of images compute. */
public enum Precision {
  /** As the rows. */
  FLOAT32,
  /** Eight bits of mantissa, weights still kept as the rows: on processors that have it, faster. */
  BFLOAT16
}
