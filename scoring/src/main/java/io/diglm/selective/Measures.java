package io.diglm.selective;

import io.diglm.distribution.Ordinal;
import io.diglm.json.Inline;
import java.util.Optional;

/** How good the answers p(y|x) were. */
public sealed interface Measures {
  /** {@return the mean of -log p(y|x) in nats, with y in its own units} */
  double nll();

  /**
   * The measures of a numeric target, whose point prediction is the mean.
   *
   * @param nll mean of -log p(y|x) in nats, with y in its own units
   * @param rmse root of the mean squared error
   * @param mae mean absolute error
   * @param crps mean continuous ranked probability score
   */
  record OfNumbers(double nll, double rmse, double mae, double crps) implements Measures {}

  /**
   * The measures of classes.
   *
   * @param nll mean of -log p(y|x) in nats
   * @param error share of the rows whose most probable class was wrong
   * @param ece expected calibration error, see {@link Reliability}
   */
  record OfClasses(double nll, double error, double ece) implements Measures {}

  /**
   * The measures of a target that is a time and need not be observed.
   *
   * @param nll by the likelihood of the ends between which a censored time lies
   * @param concordance of the predicted medians, see {@link Concordance}; empty if no row certainly
   *     came before another
   * @param brier the integrated Brier score, see {@link BrierScore}; empty if there are rows that
   *     are censored otherwise than from the right, or no observed times that differ
   */
  record OfTimes(double nll, Optional<Double> concordance, Optional<Double> brier)
      implements Measures {}

  /**
   * The measures of ordered classes.
   *
   * @param classes those of classes in any order
   * @param rps mean ranked probability score, see {@link Ordinal#crps}
   */
  record OfOrdered(@Inline OfClasses classes, double rps) implements Measures {
    @Override
    public double nll() {
      return classes.nll();
    }
  }

  /** {@return the measures that classes in any order have; empty for a number} */
  default Optional<OfClasses> ofClasses() {
    if (this instanceof OfOrdered ordered) {
      return Optional.of(ordered.classes());
    }
    return this instanceof OfClasses classes ? Optional.of(classes) : Optional.empty();
  }
}
