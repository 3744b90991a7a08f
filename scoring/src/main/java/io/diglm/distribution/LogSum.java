package io.diglm.distribution;

/** Sums of numbers that are given by their logarithms. */
public final class LogSum {
  private LogSum() {}

  /**
   * {@return log sum exp(values)}
   *
   * @param values in nats, at least one
   */
  public static double of(double[] values) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      max = Math.max(max, value);
    }
    if (Double.isInfinite(max)) {
      return max;
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - max);
    }
    return max + Math.log(sum);
  }

  /** Returns values - log sum exp(values): a log-softmax. */
  static double[] normalised(String what, double[] values) {
    for (double value : values) {
      Checks.finite(what, value);
    }
    double total = of(values);
    double[] result = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      result[k] = values[k] - total;
    }
    return result;
  }
}
