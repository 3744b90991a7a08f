package io.diglm.distribution;

import java.util.List;

/**
 * E|Y - Y'| / 2 of two independent draws of an average of Tweedie distributions, by their
 * characteristic functions phi(s) = exp(lambda ((1 - i tau s)^-alpha - 1)) (Jorgensen 1987): it is
 * 1 / pi times the integral over s &gt; 0 of (1 - |phi(s)|^2) / s^2 (Feller 1971, chapter XV).
 *
 * <p>The integral is the trapezoid rule in u = log s, whose integrand is smooth and falls like e^u
 * and e^-u at the ends: both tails are geometric series. The step is halved until the sum does not
 * change. The rule converges geometrically.
 */
final class TweediePairs {
  private static final double STEP = 0.5;

  /** The relative change of the sum that ends the halving. */
  private static final double SAME = 1e-7;

  private static final int HALVINGS = 10;

  /** The first node times the greatest length of the parts, where the integrand is a line. */
  private static final double FIRST = 1e-3;

  /** Beyond the last node the integrand differs by this share of the sum from its limit. */
  private static final double LAST = 1e-10;

  private final int size;
  private final double[] lambda;
  private final double[] alpha;
  private final double[] tau;

  /** Means, less the mean of all. */
  private final double[] apart;

  private final double longest;

  TweediePairs(List<Tweedie> parts) {
    size = parts.size();
    lambda = parts.stream().mapToDouble(Tweedie::lambda).toArray();
    alpha = parts.stream().mapToDouble(Tweedie::alpha).toArray();
    tau = parts.stream().mapToDouble(Tweedie::tau).toArray();
    apart = parts.stream().mapToDouble(Tweedie::mean).toArray();
    double mean = 0;
    for (double own : apart) {
      mean += own / size;
    }
    double most = 0;
    for (int k = 0; k < size; k++) {
      apart[k] -= mean;
      most = Math.max(most, tau[k] * (alpha[k] + 3) + parts.get(k).sd() + Math.abs(apart[k]));
    }
    longest = most;
  }

  double difference() {
    double from = Math.log(FIRST / longest);
    double first = integrand(from);
    double last = first;
    double inner = 0;
    int nodes = 0;
    while (!ends(from + nodes * STEP, first + inner)) {
      nodes++;
      last = integrand(from + nodes * STEP);
      inner += last;
    }
    double step = STEP;
    double sum = step * (first + inner + tails(first, last, step));
    for (int i = 0; i < HALVINGS; i++) {
      for (int j = 0; j < nodes; j++) {
        inner += integrand(from + (j + 0.5) * step);
      }
      nodes *= 2;
      step /= 2;
      double before = sum;
      sum = step * (first + inner + tails(first, last, step));
      if (Math.abs(sum - before) <= SAME * sum) {
        break;
      }
    }
    return sum / Math.PI;
  }

  /** The nodes beyond both ends: geometric series in e^-step. */
  private static double tails(double first, double last, double step) {
    return (first + last) / Math.expm1(step);
  }

  /** Whether |phi|^2 is so near its limit, or so small, that the rest is a geometric series. */
  private boolean ends(double u, double sum) {
    double s = Math.exp(u);
    double off = 0;
    for (int k = 0; k < size; k++) {
      double left = Math.exp(-alpha[k] / 2 * Math.log1p(tau[k] * s * tau[k] * s));
      off += (Math.exp(lambda[k] * (left - 1)) - Math.exp(-lambda[k])) / size;
    }
    return 2 * off < LAST * sum * s;
  }

  /** Returns (1 - |phi(s)|^2) / s at s = e^u, from 1 - phi(s) e^(-i s mean) = a - i b. */
  private double integrand(double u) {
    double s = Math.exp(u);
    double a = 0;
    double b = 0;
    double real = 0;
    for (int k = 0; k < size; k++) {
      double x = tau[k] * s;
      double angle = alpha[k] * Math.atan(x);
      double sine = Math.sin(angle / 2);
      double cosine = Math.cos(angle / 2);
      double less = Math.expm1(-alpha[k] / 2 * Math.log1p(x * x));
      real = lambda[k] * (less * (1 - 2 * sine * sine) - 2 * sine * sine);
      if (size == 1) {
        return -Math.expm1(2 * real) / s;
      }
      double turn = lambda[k] * ((1 + less) * 2 * sine * cosine - alpha[k] * x) + s * apart[k];
      double half = Math.sin(turn / 2);
      double shrunk = Math.expm1(real);
      a += (2 * half * half * (1 + shrunk) - shrunk) / size;
      b += (1 + shrunk) * Math.sin(turn) / size;
    }
    return (2 * a - a * a - b * b) / s;
  }
}
