package io.diglm.onnx;

import io.diglm.distribution.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * A quantile of counts as a function of their mean, which rises by steps: the means at which it
 * does.
 *
 * @param steps the quantile is k or more from mean {@code steps[k - 1]} on
 */
record CountQuantiles(double[] steps) {
  private static final int MOST = 1 << 14;

  /**
   * Finds the steps.
   *
   * @param ofMean the distribution by its mean
   * @param p the quantile's probability
   * @param most the largest mean that there is
   * @return nothing if there are more than 16,384 steps
   */
  static Optional<CountQuantiles> of(DoubleFunction<Distribution> ofMean, double p, double most) {
    if (!(most < MOST) || ofMean.apply(most).quantile(p) > MOST) {
      return Optional.empty();
    }
    int last = (int) ofMean.apply(most).quantile(p);
    List<Double> steps = new ArrayList<>();
    double low = Math.exp(-30);
    for (int k = 1; k <= last; k++) {
      low = step(ofMean, p, k, low, most);
      steps.add(low);
    }
    return Optional.of(
        new CountQuantiles(steps.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** The largest mean with P(Y <= k - 1) >= p, by halving. */
  private static double step(
      DoubleFunction<Distribution> ofMean, double p, int k, double low, double high) {
    double below = low;
    double above = high;
    while (above - below > 1e-15 * above) {
      double middle = below + (above - below) / 2;
      if (middle <= below || middle >= above) {
        break;
      }
      if (ofMean.apply(middle).cdf(k - 1.0) >= p) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return below;
  }

  /** Returns the quantile of means (N, 1). */
  Value of(Ops ops, Value mean) {
    return ops.toDouble(new Search(ops).of(mean, new double[][] {steps}, false));
  }
}
