package io.diglm.selective;

/** The scores of novelty. A score is higher for rows that are less like the training rows. */
public enum NoveltyScore {
  /** -log p(x) in nats (Nalisnick et al. 2019, equation 9). */
  DENSITY,

  /**
   * |log p(x) - m| in nats, where m is the median over training rows. Rows that are too probable
   * are as unusual as rows that are too improbable (Nalisnick et al. 2019, "Detecting
   * out-of-distribution inputs ... using typicality").
   */
  TYPICALITY,

  /** |z|^2 / D, divided by the variance of p_z. */
  NORM,

  /** The Kolmogorov-Smirnov distance of the row's D features z from p_z. */
  SHAPE,

  /**
   * The mean over the blocks of the flow of ((l - m) / s)^2, where l is the log|det| of a block,
   * and m and s are its mean and standard deviation over training rows. Blocks whose log|det| is
   * constant do not count.
   */
  VOLUMES,

  /**
   * The least over the classes of |z - mean of the class|^2 / D, where each dimension is divided by
   * its standard deviation about the class means (Lee et al. 2018). If the target is a number, all
   * rows are one class.
   */
  CLASSES,

  /** The entropy of p(y|x) in nats; for numbers, the log of its standard deviation. */
  ENTROPY,

  /** The uncertainty about y that comes from a lack of data; zero without a posterior. */
  IGNORANCE,

  /**
   * The distance from the second nearest of the kept training rows, in v with its tails stretched
   * again. It can be up to twice too large.
   */
  NEIGHBOURS,

  /**
   * The sum of log(1 + s) over the {@link Surprise}s s of three measures of v: the mean distance to
   * the five nearest of the kept training rows in standard deviations, the same in normal scores of
   * ranks, and the mean square of z. Only of models of p(x) alone by cells, whose default it is.
   */
  OUTLYING,

  /**
   * -log p(x) minus the length in nats of the compressed image, because a plain image is probable
   * under every density (Serra et al. 2020).
   */
  COMPLEXITY,

  /**
   * log p_b(x) - log p(x), where p_b is a model of images that knows only how a pixel depends on
   * its neighbours (Ren et al. 2019).
   */
  RATIO,

  /**
   * The distance from the second nearest of the kept training images, by how they look in small
   * regions: energies by frequency, and the covariance of neighbouring pixels and channels.
   */
  TEXTURE,

  /**
   * Of rows of a table log(1 + s) + log(1 + t), s and t the {@link Surprise} of DENSITY and
   * NEIGHBOURS: both count, and neither's far tail drowns the other. Where the density is that of
   * cells, s counts by a quarter; in a model of p(x) alone that of CLASSES by a half. Of images the
   * larger of t and s - log 19, t and s the surprise of TEXTURE and CLASSES: nineteen of twenty
   * false alarms are left to the first (a weighted Bonferroni test).
   */
  COMBINED,

  /**
   * The larger of t, the {@link Surprise} of NEIGHBOURS, and s - log max(1, J / 10), so that one
   * impossible cell is enough, however ordinary the others are. s is the largest over the J columns
   * of (c - a) / b, c = -log p(cell | the cells before it), where a is exceeded by a tenth of the
   * training cells of the column, and b is their mean excess. As a tail is exponential, about
   * exp(-s) / 10 of them exceed c, and J / 10 exp(-s) bounds the share of rows with such a cell
   * (Bonferroni). Of tables whose log p(x) is that of cells.
   */
  CELLS
}
