package io.diglm.model;

/** How the dispersion of a family is learned. */
public enum Dispersion {
  /** One learned constant. */
  CONSTANT,
  /** Its own linear predictor on z, which makes a double GLM (Smyth 1989). */
  MODELLED
}
