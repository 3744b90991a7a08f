package io.diglm.distribution;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/** The density shared by the gamma and Poisson distributions. */
final class Prefix {
  private static final double SMALL = 1e-280;

  private Prefix() {}

  /** Returns log(x^(a - 1) exp(-x) / Gamma(a)), a density in x and a probability in a - 1. */
  static double logGamma(double a, double x) {
    double derivative = RegularizedGamma.P.derivative(a, x);
    if (derivative > SMALL && derivative < 1 / SMALL) {
      return Math.log(derivative);
    }
    // Underflow or overflow: the logarithm is large, so cancellation costs no important digit.
    return (a - 1) * Math.log(Math.max(x, Double.MIN_VALUE)) - x - LogGamma.value(a);
  }
}
