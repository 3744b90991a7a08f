package io.diglm.experiments;

/** How much of an experiment is run. */
public enum Preset {
  /** Minutes on two cores. */
  QUICK,
  /** Exactly the published settings. */
  PAPER
}
