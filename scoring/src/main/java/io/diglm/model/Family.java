package io.diglm.model;

import io.diglm.distribution.Distribution;
import java.util.List;

/**
 * A family p(y|eta) with its linear predictors, its distribution, what training needs, and its
 * words. {@link FamilyName} lists the families.
 *
 * <p>Linear predictors of a row lie in an array from an index {@code at} on, as the family's class
 * lays them out; y is a target that the family can take, as (y - shift) / scale of {@link
 * #modelled}, a class by its index.
 */
public interface Family {
  /** {@return the links that keep the mean in its range, the default link first} */
  List<Link> links();

  /** {@return the default link} */
  default Link usualLink() {
    return links().get(0);
  }

  /**
   * {@return P, the number of linear predictors}
   *
   * @param count of components or classes
   */
  int predictors(int count);

  /**
   * {@return P'} The first P' of them depend on z.
   *
   * @param count of components or classes
   * @param modelled whether the dispersion does
   */
  default int linearPredictors(int count, boolean modelled) {
    return predictors(count);
  }

  /**
   * {@return how many linear predictors say where y lies; 0 if none does, as for classes}
   *
   * @param count of components or classes
   */
  default int locations(int count) {
    return 1;
  }

  /**
   * {@return which linear predictor is the first of those}
   *
   * @param count of components or classes
   */
  default int firstLocation(int count) {
    return 0;
  }

  /**
   * {@return whether a location is that of ln y, so that the mean is in proportion to its exp}
   *
   * @param link of the mean
   */
  default boolean logarithmic(Link link) {
    return link == Link.LOG;
  }

  /** {@return whether it has a dispersion that may depend on z or not} */
  default boolean disperses() {
    return linearPredictors(2, true) > linearPredictors(2, false);
  }

  /**
   * {@return p(y|eta) in the target's own units; the predictors are finite}
   *
   * @param head whose family this is
   * @param eta linear predictors of rows, those of a row next to each other
   * @param at where the row begins in eta
   */
  Distribution distribution(HeadConfig head, double[] eta, int at);

  /**
   * {@return log p(y|eta) in nats, with all constants}
   *
   * @param head whose family this is
   * @param eta linear predictors of rows
   * @param at where the row begins in eta
   * @param y the target, as {@link HeadConfig#standardised} returns it
   * @param byEta written from {@code at} on: the gradient by eta
   */
  double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta);

  /**
   * {@return whether it takes targets of which only ends are known, as {@link #logBetween} does}
   */
  default boolean censors() {
    return false;
  }

  /**
   * {@return log P(low &lt; y &lt;= high|eta) in nats: the likelihood of a target that lies between
   * two ends}
   *
   * @param head whose family this is
   * @param eta linear predictors of rows
   * @param at where the row begins in eta
   * @param low in the form of y, or minus infinity
   * @param high in the form of y, or infinity
   * @param byEta written from {@code at} on: the gradient by eta
   */
  default double logBetween(
      HeadConfig head, double[] eta, int at, double low, double high, double[] byEta) {
    throw new IllegalStateException("family must take censored targets, got " + head.family());
  }

  /**
   * Writes biases to start from where 0 will not do.
   *
   * @param head whose family this is
   * @param mean of the training targets
   * @param bias of the linear predictors (P), written
   */
  default void start(HeadConfig head, double mean, double[] bias) {}

  /**
   * {@return whether it can take these targets}
   *
   * @param target kind of the targets of the training rows
   */
  boolean takes(TargetKind target);

  /** {@return whether its targets are classes, so that it is a {@link ClassFamily}} */
  default boolean classes() {
    return this instanceof ClassFamily;
  }

  /** {@return whether its targets are classes in an order, so that p(y) of all rows is one too} */
  default boolean ordered() {
    return false;
  }

  /** {@return whether its targets are counts, so that p(y) of all rows is one of counts too} */
  default boolean counts() {
    return false;
  }

  /** {@return whether it gives 0 a probability and other numbers a density, as p(y) then does} */
  default boolean costs() {
    return false;
  }

  /** {@return whether it gives whole numbers their probability by a density that it rounds} */
  default boolean rounds() {
    return false;
  }

  /**
   * {@return whether its linear predictors are logits, means and log-deviations of normals, whether
   * of y, of ln y or of what is rounded to y}
   */
  default boolean mixes() {
    return false;
  }

  /** {@return whether it has several components or classes, {@link HeadConfig#count}} */
  default boolean several() {
    return false;
  }

  /**
   * {@return the default number of components or classes}
   *
   * @param target kind of the targets of the training rows
   * @param distinct distinct targets in training, at least as many as are worth counting
   */
  default int usualCount(TargetKind target, int distinct) {
    return 1;
  }

  /** {@return the default way to learn the dispersion} */
  default Dispersion usualDispersion() {
    return Dispersion.MODELLED;
  }

  /** {@return whether it models (y - shift) / scale and so needs neither to be 0 and 1} */
  default boolean standardised() {
    return false;
  }

  /**
   * {@return what is standardised: y itself or its logarithm}
   *
   * @param y a target, in its own units
   */
  default double modelled(double y) {
    return y;
  }

  /**
   * {@return the family in words, such as "Mixture of 3 Gaussians"}
   *
   * @param count of components or classes
   */
  String words(int count);
}
