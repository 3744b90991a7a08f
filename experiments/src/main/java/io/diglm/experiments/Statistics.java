package io.diglm.experiments;

/**
 * Count, mean and sample deviation of some numbers.
 *
 * @param deviation root of the sum of squared distances to the mean over n - 1; 0 for a single
 *     number
 */
record Statistics(int count, double mean, double deviation) {
  static Statistics of(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    return new Statistics(values.length, mean, deviation);
  }
}
