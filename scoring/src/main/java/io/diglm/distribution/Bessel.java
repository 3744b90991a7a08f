package io.diglm.distribution;

/** Modified Bessel functions of the first kind. */
final class Bessel {
  /** From this x on, the asymptotic series reaches double precision. */
  private static final double LARGE = 50;

  private Bessel() {}

  /** Returns exp(-x) (I0(x) + I1(x)), x &gt;= 0 (Abramowitz and Stegun 1964, 9.6.10 and 9.7.1). */
  static double scaledSum(double x) {
    if (x < LARGE) {
      return Math.exp(-x) * series(x);
    }
    return (asymptotic(x, 0) + asymptotic(x, 4)) / Math.sqrt(2 * Math.PI * x);
  }

  private static double series(double x) {
    double term = 1;
    double sum = 0;
    for (int k = 0; term > 1e-17 * sum; k++) {
      sum += term * (1 + x / (2 * (k + 1)));
      term *= x * x / (4.0 * (k + 1) * (k + 1));
    }
    return sum;
  }

  /** Returns sqrt(2 pi x) exp(-x) I_nu(x), given 4 nu^2. */
  private static double asymptotic(double x, int fourSquares) {
    double term = 1;
    double sum = 0;
    for (int k = 1; Math.abs(term) > 1e-17; k++) {
      sum += term;
      int odd = 2 * k - 1;
      term *= (odd * odd - fourSquares) / (k * 8 * x);
    }
    return sum;
  }
}
