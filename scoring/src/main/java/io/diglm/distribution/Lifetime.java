package io.diglm.distribution;

/**
 * A positive time y with ln y = location + scale e: a Weibull, log-normal or log-logistic
 * distribution, by the residual e (Kalbfleisch and Prentice 2002, section 2.2). Its median is
 * exp(location) times that of exp(scale e).
 *
 * @param residual the distribution of e
 * @param location of ln y
 * @param scale of ln y; a Weibull's and a log-logistic's shape is 1 / scale
 */
public record Lifetime(Residual residual, double location, double scale) implements Distribution {
  /** The largest logarithm of a moment, so that no moment is infinite. */
  private static final double MOST = 100;

  /** Panels of Simpson's rule for a score that has no closed form. */
  private static final int PANELS = 2000;

  /** Digits of the same: the integrand falls to exp(-36) of itself. */
  private static final double DIGITS = 36;

  public Lifetime {
    Checks.finite("location", location);
    Checks.positive("scale", scale);
  }

  /** A log-logistic has a mean if its scale is below 1, and a deviation if it is below 1/2. */
  @Override
  public int moments() {
    return Double.isInfinite(residual.logMoment(scale))
        ? 0
        : Double.isInfinite(residual.logMoment(2 * scale)) ? 1 : 2;
  }

  @Override
  public double mean() {
    return Math.exp(Math.min(MOST, location + residual.logMoment(scale)));
  }

  @Override
  public double sd() {
    double first = residual.logMoment(scale);
    double second = residual.logMoment(2 * scale);
    if (Double.isInfinite(second)) {
      return Math.exp(MOST);
    }
    double log = location + first + Math.log(Math.expm1(second - 2 * first)) / 2;
    return Math.exp(Math.min(MOST, log));
  }

  @Override
  public double logDensity(double y) {
    if (!(y > 0) || Double.isInfinite(y)) {
      return Double.NEGATIVE_INFINITY;
    }
    double log = Math.log(y);
    return residual.logDensity(residual(log)) - Math.log(scale) - log;
  }

  @Override
  public double cdf(double y) {
    return y > 0 ? Math.exp(residual.logCdf(residual(Math.log(y)))) : 0;
  }

  @Override
  public double logBetween(double low, double high) {
    return high > 0
        ? residual.logBetween(residual(Math.log(Math.max(0, low))), residual(Math.log(high)))
        : Double.NEGATIVE_INFINITY;
  }

  @Override
  public double quantile(double p) {
    Checks.probability(p);
    return Math.exp(location + scale * residual.quantile(p));
  }

  /**
   * y (2 F(y) - 1) - 2 E[Y; Y &lt;= y] + E[min(Y, Y')], by the moments of the residual (Jordan,
   * Krueger and Lerch 2019). A log-logistic without a mean has no such form: the score is then
   * integrated, and it is infinite if the scale is 2 or more.
   */
  @Override
  public double crps(double y) {
    if (residual == Residual.LOGISTIC && scale >= 1) {
      return scale >= 2 ? Double.POSITIVE_INFINITY : integrated(y);
    }
    double lesser = Math.exp(Math.min(MOST, location + residual.logLesser(scale)));
    if (!(y > 0)) {
      return lesser - y;
    }
    double t = residual(Math.log(y));
    return y * (2 * cdf(y) - 1) - 2 * mean() * residual.partialMoment(scale, t) + lesser;
  }

  /** The integral of F^2 below y and of S^2 above, over t with y = exp(location + scale t). */
  private double integrated(double y) {
    if (!(y > 0)) {
      return Math.exp(location + residual.logLesser(scale)) - y;
    }
    double t = residual(Math.log(y));
    double low = Math.min(t, 0) - DIGITS / (2 + scale);
    double high = Math.max(t, 0) + DIGITS / (2 - scale);
    return simpson(low, t, false) + simpson(t, high, true);
  }

  private double simpson(double from, double to, boolean above) {
    double step = (to - from) / PANELS;
    double sum = 0;
    for (int i = 0; i <= PANELS; i++) {
      double t = from + i * step;
      double log = above ? residual.logSurvival(t) : residual.logCdf(t);
      double weight = i == 0 || i == PANELS ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(2 * log + location + scale * t);
    }
    return sum * step / 3 * scale;
  }

  private double residual(double log) {
    return (log - location) / scale;
  }
}
