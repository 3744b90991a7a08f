package io.diglm.distribution;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The density of a compound Poisson-gamma sum at y &gt; 0, by its series (Dunn and Smyth 2005):
 * f(y) = sum over n &gt;= 1 of Poisson(n; lambda) Gamma(y; shape n alpha, scale tau).
 *
 * <p>The logarithms of the terms are concave in n, with a deviation of about sigma = sqrt(n* / (1 +
 * alpha)) about the greatest, n* = (lambda x^alpha / alpha^alpha)^(1 / (1 + alpha)), x = y / tau.
 * Terms are added from n* outwards until they are below e^-40 of the greatest. Where sigma is 8 or
 * more, only every h-th term is, h = sigma / 4 rounded down, times h: of terms so wide the error of
 * that is exp(-2 pi^2 sigma^2 / h^2) &lt; 1e-130 of the sum (Poisson's summation formula). So the
 * number of terms is bounded, and the sum is exact to rounding.
 *
 * @param logDensity log f(y) in nats, per unit of y
 * @param count E[n] - lambda, n given y
 * @param shape E[n alpha] - x
 * @param slope E[n (log x - digamma(n alpha))]
 */
public record TweedieSeries(double logDensity, double count, double shape, double slope) {
  /** Terms with a smaller logarithm, relative to the greatest, are left out. */
  private static final double LEAST = -40;

  private static final double WIDE = 8;

  /** Less would underflow. */
  private static final double LEAST_LOG_X = -700;

  /** More terms than any sum needs on either side of its greatest. */
  private static final int MOST = 300;

  private static final double HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

  /** From here on Stirling's series has all digits. */
  private static final double STIRLING = 15;

  /** Sums over n, with weights relative to the greatest term. */
  private static final class Sums {
    private final double lambda;
    private final double alpha;
    private final double x;
    private double greatest = Double.NEGATIVE_INFINITY;
    private double total;
    private double count;
    private double shape;
    private double slope;

    Sums(double lambda, double alpha, double x) {
      this.lambda = lambda;
      this.alpha = alpha;
      this.x = x;
    }

    /** Adds a term; returns whether it was large enough to go on. */
    boolean add(double n) {
      double a = n * alpha;
      double log = logPoisson(n, lambda) + logPoisson(a, x) + Math.log(a);
      if (log < greatest + LEAST) {
        return false;
      }
      if (log > greatest) {
        scale(Math.exp(greatest - log));
        greatest = log;
      }
      double weight = Math.exp(log - greatest);
      total += weight;
      count += weight * (n - lambda);
      shape += weight * (a - x);
      slope += weight * n * logLessDigamma(x, a);
      return true;
    }

    private void scale(double by) {
      total *= by;
      count *= by;
      shape *= by;
      slope *= by;
    }

    /**
     * Adds terms from n on, as long as they are large enough; logarithms of 1e20 all look alike.
     */
    void addAll(double from, double step) {
      double n = from;
      for (int i = 0; i < MOST && n >= 1 && add(n); i++) {
        n += step;
      }
    }
  }

  /**
   * Sums the series.
   *
   * @param lambda the mean of the number of summands
   * @param alpha the shape of a summand
   * @param logX log x
   * @param y the sum
   * @return the sum, with what the gradient needs
   */
  public static TweedieSeries of(double lambda, double alpha, double logX, double y) {
    double logPeak = (Math.log(lambda) + alpha * (logX - Math.log(alpha))) / (1 + alpha);
    double peak = Math.max(1, Math.rint(Math.exp(logPeak)));
    double sigma = Math.sqrt(peak / (1 + alpha));
    double step = sigma < WIDE ? 1 : Math.floor(sigma / 4);
    Sums sums = new Sums(lambda, alpha, Math.exp(Math.max(LEAST_LOG_X, logX)));
    sums.addAll(peak, step);
    sums.addAll(peak - step, -step);
    return new TweedieSeries(
        sums.greatest + Math.log(sums.total * step) - Math.log(y),
        sums.count / sums.total,
        sums.shape / sums.total,
        sums.slope / sums.total);
  }

  /**
   * Returns log(x^a e^-x / Gamma(a + 1)), a &gt; 0, without a difference of large numbers (Loader
   * 2000).
   */
  static double logPoisson(double a, double x) {
    return logPeak(a) - deviance(a, x);
  }

  /** Returns the same at x = a, where it is greatest. */
  static double logPeak(double a) {
    return -HALF_LOG_2_PI - 0.5 * Math.log(a) - stirling(a);
  }

  /** Returns log Gamma(a + 1) - (a + 1/2) log a + a - log(2 pi) / 2. */
  private static double stirling(double a) {
    if (a < STIRLING) {
      return LogGamma.value(a) + (0.5 - a) * Math.log(a) + a - HALF_LOG_2_PI;
    }
    double square = a * a;
    double fourth = 1 / 1680.0 - 1 / 1188.0 / square;
    double third = 1 / 1260.0 - fourth / square;
    return (1 / 12.0 - (1 / 360.0 - third / square) / square) / a;
  }

  /** Returns log x - digamma(a), also where both are large and nearly equal. */
  private static double logLessDigamma(double x, double a) {
    if (a < STIRLING) {
      return Math.log(x) - Digamma.value(a);
    }
    double square = a * a;
    double third = 1 / 252.0 - 1 / 240.0 / square;
    double second = 1 / 120.0 - third / square;
    return 0.5 / a + (1 / 12.0 - second / square) / square - Math.log1p((a - x) / x);
  }

  /** Returns a log(a / x) + x - a. */
  static double deviance(double a, double x) {
    if (Math.abs(a - x) > 0.1 * (a + x)) {
      return a * Math.log(a / x) + x - a;
    }
    double v = (a - x) / (a + x);
    double sum = (a - x) * v;
    double term = 2 * a * v;
    for (int j = 3; ; j += 2) {
      term *= v * v;
      double next = sum + term / j;
      if (next == sum) {
        return sum;
      }
      sum = next;
    }
  }
}
