package io.diglm.model;

/** Shares proportional to the exponentials of a row's numbers. */
final class Softmax {
  private Softmax() {}

  /**
   * Returns log sum_k e^(x_k).
   *
   * @param x numbers, those of the row from {@code at} on
   * @param count K
   * @param shares e^(x_k) over that sum, written from {@code at} on
   */
  static double of(double[] x, int at, int count, double[] shares) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = at; k < at + count; k++) {
      largest = Math.max(largest, x[k]);
    }
    double sum = 0;
    for (int k = at; k < at + count; k++) {
      shares[k] = Math.exp(x[k] - largest);
      sum += shares[k];
    }
    for (int k = at; k < at + count; k++) {
      shares[k] /= sum;
    }
    return largest + Math.log(sum);
  }
}
