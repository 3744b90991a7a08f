package io.diglm.flow;

/** The purpose of a pass, on which {@link BatchNorm} depends. */
public enum Mode {
  /** A training step: statistics of the batch. */
  TRAINING,
  /** Anything else: running statistics. */
  EVALUATION
}
