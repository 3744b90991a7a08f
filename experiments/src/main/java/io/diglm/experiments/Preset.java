package io.diglm.experiments;

/** How much of an experiment is run. */
public enum Preset {
  /** Minutes on two cores. */
  QUICK,
  /** The published settings to the letter. */
  PAPER
}
