package io.diglm.experiments;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The quality of a model of a table, and the time that it took.
 *
 * @param nll mean of -log p(y|x) over the test rows, in nats
 * @param loss root of the mean squared error in units of y, or the share of wrong classes
 * @param fitSeconds of the wall
 * @param cpuSeconds of all threads in the fit
 * @param predictSeconds for all test rows
 */
record Reached(
    double nll, double loss, double fitSeconds, double cpuSeconds, double predictSeconds) {

  /** Returns the mean of each figure over splits. */
  static Reached mean(List<Reached> splits) {
    return new Reached(
        mean(splits, Reached::nll),
        mean(splits, Reached::loss),
        mean(splits, Reached::fitSeconds),
        mean(splits, Reached::cpuSeconds),
        mean(splits, Reached::predictSeconds));
  }

  private static double mean(List<Reached> splits, ToDoubleFunction<Reached> figure) {
    return splits.stream().mapToDouble(figure).average().orElseThrow();
  }
}
