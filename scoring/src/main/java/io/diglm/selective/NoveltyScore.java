package io.diglm.selective;

/** A number that is the higher the less a row is like the training rows. */
public enum NoveltyScore {
  /** -log p(x) in nats (Nalisnick et al. 2019, equation 9). */
  DENSITY,

  /**
   * |log p(x) - m| in nats, m the median of training rows: rows that are too probable are as
   * unlikely as those that are too improbable (Nalisnick et al. 2019, "Detecting
   * out-of-distribution inputs ... using typicality").
   */
  TYPICALITY,

  /** |z|^2 / D over the variance of p_z. */
  NORM,

  /** The Kolmogorov-Smirnov distance of the row's D features z from p_z. */
  SHAPE,

  /**
   * The mean over the flow's blocks of ((l - m) / s)^2, l a block's log|det|, m and s their mean
   * and deviation over training rows; blocks that change volume alike everywhere do not count.
   */
  VOLUMES,

  /**
   * The least over the classes of |z - mean of the class|^2 / D, each dimension in units of its
   * deviation about the classes' means (Lee et al. 2018); of numbers, all rows are one class.
   */
  CLASSES,

  /** The entropy of p(y|x) in nats, of numbers the log of its deviation. */
  ENTROPY,

  /** What the model does not know of y for want of data; zero without a posterior. */
  IGNORANCE,

  /**
   * The distance from the second nearest of the kept training rows, up to twice too long, in v with
   * its tails drawn out again.
   */
  NEIGHBOURS,

  /**
   * -log p(x) less the nats of the image deflated: a plain image is probable under every density
   * (Serra et al. 2020).
   */
  COMPLEXITY,

  /**
   * log p_b(x) - log p(x), p_b a model of images that knows only how a pixel follows from those
   * next to it (Ren et al. 2019).
   */
  RATIO,

  /**
   * The distance from the second nearest of the kept training images, by what they look like in the
   * small: energies by frequency, and how pixels and channels next to each other vary together.
   */
  TEXTURE,

  /**
   * Of rows of a table log(1 + s) + log(1 + t), s and t the {@link Surprise} of DENSITY and
   * NEIGHBOURS: both count, and neither's far tail drowns the other. Where the density is that of
   * cells, s counts by a quarter; in a model of p(x) alone that of CLASSES by a half. Of images the
   * larger of t and s - log 19, t and s the surprise of TEXTURE and CLASSES: nineteen of twenty
   * false alarms are left to the first (a weighted Bonferroni test).
   */
  COMBINED
}
