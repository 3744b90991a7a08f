package io.diglm.flow;

/** What a pass is for: {@link BatchNorm} and {@link Dequantise} differ in it. */
public enum Mode {
  /** A training step: statistics of the batch, noise. */
  TRAINING,
  /** Anything else: running statistics, no noise. */
  EVALUATION
}
