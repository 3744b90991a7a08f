package io.diglm.distribution;

/**
 * The bounds of linear predictors. They keep every parameter of a distribution from being zero,
 * infinite or not a number. Training on libtorch clamps to the same values.
 */
public final class Bounds {
  /** Logarithms of scales and dispersions lie in [-12, 12]: exp(12) = 1.6e5. */
  public static final double LOG_SCALE = 12;

  /** Logarithms of positive means lie in [-30, 30], whatever the link: exp(30) = 1.1e13. */
  public static final double LOG_MEAN = 30;

  /** Log-odds of a binary target lie in [-30, 30], whatever the link. */
  public static final double LOG_ODDS = 30;

  /** A linear predictor under the inverse link is at least this. */
  public static final double INVERSE = 1e-6;

  /** The most degrees of freedom of a Student-t. */
  public static final double DEGREES = 1e4;

  /**
   * The least log-density in nats. A smaller one, including minus infinity by underflow, counts as
   * this, so that no answer and no mean of answers is infinite.
   */
  public static final double LEAST_LOG_DENSITY = -1e30;

  /**
   * The largest error. A larger one counts as this, so that its square and sums of squares are
   * finite.
   */
  public static final double MOST_ERROR = 1e140;

  private static final double LOWEST_MEAN = Math.exp(-LOG_MEAN);
  private static final double HIGHEST_MEAN = Math.exp(LOG_MEAN);

  private Bounds() {}

  /** Returns the logarithm of a scale or dispersion, clamped to ±{@link #LOG_SCALE}. */
  public static double logScale(double eta) {
    return clamp(eta, -LOG_SCALE, LOG_SCALE);
  }

  /** Returns the slope of {@link #logScale}: 1 within, 0 outside. */
  public static double logScaleSlope(double eta) {
    return Math.abs(eta) <= LOG_SCALE ? 1 : 0;
  }

  /** Returns exp(eta) with eta clamped to ±{@link #LOG_SCALE}, for a scale or dispersion. */
  public static double scale(double eta) {
    return Math.exp(logScale(eta));
  }

  /** Returns the mean clamped to exp(±{@link #LOG_MEAN}). */
  public static double mean(double mean) {
    return clamp(mean, LOWEST_MEAN, HIGHEST_MEAN);
  }

  /** Returns the log-odds clamped to ±{@link #LOG_ODDS}. */
  public static double logOdds(double logOdds) {
    return clamp(logOdds, -LOG_ODDS, LOG_ODDS);
  }

  /** Returns nu = 2 + softplus(eta), eta clamped to [-12, 9998], so that 2 &lt; nu &lt;= 1e4. */
  public static double degrees(double eta) {
    return 2 + softplus(clamp(eta, -LOG_SCALE, DEGREES - 2));
  }

  /** Returns the slope of {@link #degrees}. */
  public static double degreesSlope(double eta) {
    return eta >= -LOG_SCALE && eta <= DEGREES - 2 ? sigmoid(eta) : 0;
  }

  /** Returns a log-density bounded below by {@link #LEAST_LOG_DENSITY}; NaN stays NaN. */
  public static double logDensity(double nats) {
    return Math.max(LEAST_LOG_DENSITY, nats);
  }

  /** Returns an error bounded by ±{@link #MOST_ERROR}. */
  public static double error(double error) {
    return clamp(error, -MOST_ERROR, MOST_ERROR);
  }

  /** Returns 1 / (1 + exp(-x)). */
  public static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Returns log(1 + exp(x)) without overflow. */
  public static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
