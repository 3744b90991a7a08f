package io.diglm.flow;

/** What a pass is for. */
public enum Mode {
  /** Statistics of the batch at hand, and random dequantisation. */
  TRAINING,
  /** Running statistics, and the midpoint of each quantum: a row's result depends on it alone. */
  EVALUATION
}
