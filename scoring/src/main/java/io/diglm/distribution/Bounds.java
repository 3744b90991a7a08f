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

  /**
   * {@return the logarithm of a scale or dispersion, clamped to ±{@link #LOG_SCALE}}
   *
   * @param eta a linear predictor
   */
  public static double logScale(double eta) {
    return clamp(eta, -LOG_SCALE, LOG_SCALE);
  }

  /**
   * {@return the slope of {@link #logScale}: 1 within, 0 outside}
   *
   * @param eta a linear predictor
   */
  public static double logScaleSlope(double eta) {
    return Math.abs(eta) <= LOG_SCALE ? 1 : 0;
  }

  /**
   * {@return exp(eta) with eta clamped to ±{@link #LOG_SCALE}, for a scale or dispersion}
   *
   * @param eta a linear predictor
   */
  public static double scale(double eta) {
    return Math.exp(logScale(eta));
  }

  /**
   * {@return the mean clamped to exp(±{@link #LOG_MEAN})}
   *
   * @param mean a positive mean
   */
  public static double mean(double mean) {
    return clamp(mean, LOWEST_MEAN, HIGHEST_MEAN);
  }

  /**
   * {@return the log-odds clamped to ±{@link #LOG_ODDS}}
   *
   * @param logOdds log(p / (1 - p))
   */
  public static double logOdds(double logOdds) {
    return clamp(logOdds, -LOG_ODDS, LOG_ODDS);
  }

  /**
   * {@return nu = 2 + softplus(eta), eta clamped to [-12, 9998], so that 2 &lt; nu &lt;= 1e4}
   *
   * @param eta a linear predictor
   */
  public static double degrees(double eta) {
    return 2 + softplus(clamp(eta, -LOG_SCALE, DEGREES - 2));
  }

  /**
   * {@return the slope of {@link #degrees}}
   *
   * @param eta a linear predictor
   */
  public static double degreesSlope(double eta) {
    return eta >= -LOG_SCALE && eta <= DEGREES - 2 ? sigmoid(eta) : 0;
  }

  /**
   * {@return a log-density bounded below by {@link #LEAST_LOG_DENSITY}; NaN stays NaN}
   *
   * @param nats a log-density
   */
  public static double logDensity(double nats) {
    return Math.max(LEAST_LOG_DENSITY, nats);
  }

  /**
   * {@return an error bounded by ±{@link #MOST_ERROR}}
   *
   * @param error a difference or its absolute value, in units of the target
   */
  public static double error(double error) {
    return clamp(error, -MOST_ERROR, MOST_ERROR);
  }

  /**
   * {@return 1 / (1 + exp(-x))}
   *
   * @param x any number
   */
  public static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /**
   * {@return log(1 + exp(x)) without overflow}
   *
   * @param x any number
   */
  public static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
