package io.diglm.flow;

/** The purpose of a pass, on which {@link BatchNorm} and {@link Dequantise} depend. */
public enum Mode {
  /** A training step: statistics of the batch, noise. */
  TRAINING,
  /** Anything else: running statistics, no noise. */
  EVALUATION
}
