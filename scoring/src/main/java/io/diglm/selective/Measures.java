package io.diglm.selective;

/** How good the answers p(y|x) were. */
public sealed interface Measures {
  /** Returns the mean of -log p(y|x) in nats, with y in its own units. */
  double nll();

  /**
   * The measures of a numeric target, whose point prediction is the mean.
   *
   * @param rmse root of the mean squared error
   * @param mae mean absolute error
   * @param crps mean continuous ranked probability score
   */
  record OfNumbers(double nll, double rmse, double mae, double crps) implements Measures {}

  /**
   * The measures of classes.
   *
   * @param error share of the rows whose most probable class was wrong
   * @param ece expected calibration error, see {@link Reliability}
   */
  record OfClasses(double nll, double error, double ece) implements Measures {}
}
