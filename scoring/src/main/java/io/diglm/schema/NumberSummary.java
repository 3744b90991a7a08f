package io.diglm.schema;

import io.diglm.distribution.StandardNormal;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Ascending numbers, at least two of them distinct.
 *
 * @param sorted the numbers
 * @param mode the most frequent one
 * @param modeCount how often it occurs
 * @param smallestGap between distinct neighbours
 */
record NumberSummary(double[] sorted, double mode, int modeCount, double smallestGap) {
  static NumberSummary of(double[] sorted) {
    double mode = sorted[0];
    int modeCount = 0;
    double gap = Double.POSITIVE_INFINITY;
    int runStart = 0;
    for (int i = 1; i <= sorted.length; i++) {
      boolean runEnds = i == sorted.length || sorted[i] != sorted[i - 1];
      if (runEnds && i - runStart > modeCount) {
        mode = sorted[i - 1];
        modeCount = i - runStart;
      }
      if (runEnds && i < sorted.length) {
        gap = Math.min(gap, sorted[i] - sorted[i - 1]);
        runStart = i;
      }
    }
    return new NumberSummary(sorted, mode, modeCount, gap);
  }

  double smallest() {
    return sorted[0];
  }

  double largest() {
    return sorted[sorted.length - 1];
  }

  double range() {
    return largest() - smallest();
  }

  double median() {
    return quantile(0.5);
  }

  /**
   * Returns a robust standard deviation: the interquartile range relative to that of the normal. If
   * so many values are equal that it is zero, a wider range is used and, if that is zero too, the
   * standard deviation.
   */
  double spread() {
    for (double p : new double[] {0.25, 0.1, 0.02}) {
      double width = quantile(1 - p) - quantile(p);
      if (width > 0) {
        return width / (2 * StandardNormal.quantile(1 - p));
      }
    }
    double centre = median();
    return deviation(v -> v - centre, mean(v -> v - centre));
  }

  /** Returns the mean of a function of the numbers. */
  double mean(DoubleUnaryOperator map) {
    return Arrays.stream(sorted).map(map).sum() / sorted.length;
  }

  /** Returns the root mean square of a function of the numbers minus {@code mean}; positive. */
  double deviation(DoubleUnaryOperator map, double mean) {
    double unit =
        Math.max(
            Math.abs(map.applyAsDouble(smallest()) - mean),
            Math.abs(map.applyAsDouble(largest()) - mean));
    // The numbers are divided by the farthest one, so that squares of tiny or huge numbers stay in
    // the range of double.
    double square = mean(v -> square((map.applyAsDouble(v) - mean) / unit));
    return Math.max(Double.MIN_NORMAL, unit * Math.sqrt(square));
  }

  private double quantile(double p) {
    return sorted[(int) Math.round(p * (sorted.length - 1))];
  }

  private static double square(double x) {
    return x * x;
  }
}
