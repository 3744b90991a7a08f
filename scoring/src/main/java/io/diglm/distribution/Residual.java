package io.diglm.distribution;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The distribution of the residual e of a time: ln y = location + scale e. In the following, F is
 * its distribution function, S = 1 - F and f its density.
 */
public enum Residual {
  /** The least extreme value, F(t) = 1 - exp(-exp(t)): y is Weibull with shape 1 / scale. */
  GUMBEL {
    @Override
    public double logDensity(double t) {
      return Math.min(t, LARGE) - integrated(t);
    }

    @Override
    public double slope(double t) {
      return (t < LARGE ? 1 : 0) - Math.exp(Math.min(t, LARGE));
    }

    @Override
    double logSurvival(double t) {
      return -integrated(t);
    }

    @Override
    double logCdf(double t) {
      return t < SMALL ? t : log1mExp(integrated(t));
    }

    @Override
    double hazard(double t) {
      return Math.exp(Math.min(t, LARGE));
    }

    @Override
    double reversedHazard(double t) {
      return t < SMALL ? 1 : hazard(t) / Math.expm1(integrated(t));
    }

    @Override
    public double quantile(double p) {
      return Math.log(-Math.log1p(-p));
    }

    @Override
    public double logMoment(double order) {
      return LogGamma.value(1 + order);
    }

    @Override
    double partialMoment(double order, double t) {
      return RegularizedGamma.P.value(1 + order, Math.exp(t));
    }

    @Override
    double logLesser(double order) {
      return logMoment(order) - order * Math.log(2);
    }

    /** The integrated hazard e^t; linear in t where the hazard is bounded. */
    private static double integrated(double t) {
      return Math.exp(Math.min(t, LARGE)) * (1 + Math.max(0, t - LARGE));
    }
  },

  /** The standard normal: y is log-normal. */
  NORMAL {
    @Override
    public double logDensity(double t) {
      return StandardNormal.logDensity(t);
    }

    @Override
    public double slope(double t) {
      return -t;
    }

    @Override
    double logSurvival(double t) {
      return StandardNormal.logCdf(-t);
    }

    @Override
    double logCdf(double t) {
      return StandardNormal.logCdf(t);
    }

    @Override
    double hazard(double t) {
      return StandardNormal.hazard(-t);
    }

    @Override
    double reversedHazard(double t) {
      return StandardNormal.hazard(t);
    }

    @Override
    public double quantile(double p) {
      return StandardNormal.quantile(p);
    }

    @Override
    public double logMoment(double order) {
      return order * order / 2;
    }

    @Override
    double partialMoment(double order, double t) {
      return StandardNormal.cdf(t - order);
    }

    @Override
    double logLesser(double order) {
      return logMoment(order) + Math.log(2) + StandardNormal.logCdf(-order * Math.sqrt(0.5));
    }
  },

  /** The standard logistic, F(t) = 1 / (1 + exp(-t)): y is log-logistic with shape 1 / scale. */
  LOGISTIC {
    @Override
    public double logDensity(double t) {
      return -Bounds.softplus(t) - Bounds.softplus(-t);
    }

    @Override
    public double slope(double t) {
      return -Math.tanh(t / 2);
    }

    @Override
    double logSurvival(double t) {
      return -Bounds.softplus(t);
    }

    @Override
    double logCdf(double t) {
      return -Bounds.softplus(-t);
    }

    @Override
    double hazard(double t) {
      return Bounds.sigmoid(t);
    }

    @Override
    double reversedHazard(double t) {
      return Bounds.sigmoid(-t);
    }

    @Override
    public double quantile(double p) {
      return Math.log(p) - Math.log1p(-p);
    }

    @Override
    public double logMoment(double order) {
      return order < 1
          ? LogGamma.value(1 + order) + LogGamma.value(1 - order)
          : Double.POSITIVE_INFINITY;
    }

    @Override
    double partialMoment(double order, double t) {
      return RegularizedBeta.value(Bounds.sigmoid(t), 1 + order, 1 - order);
    }

    @Override
    double logLesser(double order) {
      return LogGamma.value(1 + order) + LogGamma.value(2 - order);
    }
  };

  /** Beyond, the integrated hazard of a Gumbel grows in proportion to t: exp(30) = 1.1e13. */
  private static final double LARGE = 30;

  /** Below, F(t) = e^t to all digits. */
  private static final double SMALL = -37;

  private static final double LN_2 = Math.log(2);

  /**
   * {@return log f(t) in nats}
   *
   * @param t a residual, (ln y - location) / scale
   */
  public abstract double logDensity(double t);

  /**
   * {@return the slope of log f(t)}
   *
   * @param t a residual, (ln y - location) / scale
   */
  public abstract double slope(double t);

  /** Returns log S(t) in nats, with high relative accuracy in both tails. */
  abstract double logSurvival(double t);

  /** Returns log F(t) in nats, with high relative accuracy in both tails. */
  abstract double logCdf(double t);

  /** Returns f(t) / S(t), minus the slope of {@link #logSurvival}. */
  abstract double hazard(double t);

  /** Returns f(t) / F(t), the slope of {@link #logCdf}. */
  abstract double reversedHazard(double t);

  /**
   * {@return F^-1(p)}
   *
   * @param p a probability
   */
  public abstract double quantile(double p);

  /**
   * {@return log E[exp(order e)]; infinite if there is no such moment}
   *
   * @param order 1 for the mean, 2 for the mean square; a real number
   */
  public abstract double logMoment(double order);

  /** Returns the share of E[exp(order e)] of which e &lt;= t; the moment exists. */
  abstract double partialMoment(double order, double t);

  /** Returns log E[exp(order min(e, e'))] of two independent residuals. */
  abstract double logLesser(double order);

  /**
   * {@return log (F(high) - F(low)) in nats: with an infinite {@code high} log S(low), with an
   * infinite {@code low} log F(high)}
   *
   * @param low lower end, or minus infinity
   * @param high upper end, or infinity
   */
  public double logBetween(double low, double high) {
    return ResidualInterval.logProbability(this, low, high);
  }

  /**
   * {@return the sum of the slopes of {@link #logBetween} by both ends: that of moving both}
   *
   * @param low lower end, or minus infinity
   * @param high upper end, or infinity
   */
  public double slope(double low, double high) {
    return ResidualInterval.slope(this, low, high);
  }

  /**
   * {@return the sum of each end times the slope by it: that of stretching both}
   *
   * @param low lower end, or minus infinity
   * @param high upper end, or infinity
   */
  public double stretch(double low, double high) {
    return ResidualInterval.stretch(this, low, high);
  }

  /** Returns log(1 - exp(-x)) of x &gt; 0 (Maechler 2012). */
  static double log1mExp(double x) {
    return x < LN_2 ? Math.log(-Math.expm1(-x)) : Math.log1p(-Math.exp(-x));
  }
}
