package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.StandardNormal;

/** Link functions: g(mean) = eta. */
public enum Link {
  /** g(m) = m. */
  IDENTITY,
  /** g(m) = ln m. */
  LOG,
  /** The softmax over all classes of a categorical family. */
  LOGIT,
  /** g(m) = Phi^-1(m). */
  PROBIT,
  /** g(m) = ln(-ln(1 - m)). */
  CLOGLOG,
  /** g(m) = sqrt(m). */
  SQRT,
  /** g(m) = 1 / m. */
  INVERSE,
  /** g(m) = ln(exp(m) - 1). */
  SOFTPLUS;

  /**
   * {@return the mean g^-1(eta), within {@link Bounds}: probabilities by {@link #logOdds}, means of
   * LOG, SQRT, INVERSE and SOFTPLUS in exp(±30)}
   *
   * @param eta linear predictor
   */
  public double inverse(double eta) {
    return switch (this) {
      case IDENTITY -> eta;
      case LOG -> Bounds.mean(Math.exp(eta));
      case SQRT -> Bounds.mean(eta * eta);
      case INVERSE -> Bounds.mean(1 / Math.max(eta, Bounds.INVERSE));
      case SOFTPLUS -> Bounds.mean(Bounds.softplus(eta));
      case LOGIT, PROBIT, CLOGLOG -> 1 / (1 + Math.exp(-logOdds(eta)));
    };
  }

  /**
   * {@return eta = g(mean), the inverse of {@link #inverse}}
   *
   * @param mean in the range of the link
   * @throws IllegalArgumentException if this is a link of a probability
   */
  public double of(double mean) {
    double positive = Bounds.mean(mean);
    return switch (this) {
      case IDENTITY -> mean;
      case LOG -> Math.log(positive);
      case SQRT -> Math.sqrt(positive);
      case INVERSE -> 1 / positive;
      // log(e^m - 1), and m itself if the exponential would overflow.
      case SOFTPLUS -> positive > 30 ? positive : Math.log(Math.expm1(positive));
      case LOGIT, PROBIT, CLOGLOG ->
          throw new IllegalArgumentException(
              "link of a mean must not be one of LOGIT, PROBIT, CLOGLOG, got " + this);
    };
  }

  /**
   * {@return log(p / (1 - p)), p = g^-1(eta), in [-30, 30]}
   *
   * @param eta linear predictor
   * @throws IllegalArgumentException unless this is the link of a probability
   */
  public double logOdds(double eta) {
    return switch (this) {
      case LOGIT -> Bounds.logOdds(eta);
      case PROBIT -> Bounds.logOdds(StandardNormal.logCdf(eta) - StandardNormal.logCdf(-eta));
      // 1 - p = exp(-e^eta), so p / (1 - p) = exp(e^eta) - 1.
      case CLOGLOG -> Bounds.logOdds(Math.log(Math.expm1(Math.exp(Math.max(eta, -100)))));
      case IDENTITY, LOG, SQRT, INVERSE, SOFTPLUS ->
          throw new IllegalArgumentException(
              "link of a probability must be one of LOGIT, PROBIT, CLOGLOG, got " + this);
    };
  }

  /**
   * {@return d/deta g^-1(eta) of a link of means; 0 where the mean is clamped}
   *
   * @param eta linear predictor
   */
  public double slope(double eta) {
    return this == IDENTITY ? 1 : inverse(eta) * logMeanSlope(eta);
  }

  /**
   * {@return d/deta log g^-1(eta) of a link of positive means; 0 where the mean is clamped}
   *
   * @param eta linear predictor
   * @throws IllegalArgumentException unless this is one
   */
  public double logMeanSlope(double eta) {
    double free =
        switch (this) {
          case LOG -> 1;
          case SQRT -> 2 / eta;
          case INVERSE -> eta >= Bounds.INVERSE ? -1 / eta : 0;
          case SOFTPLUS -> Bounds.sigmoid(eta) / Bounds.softplus(eta);
          case IDENTITY, LOGIT, PROBIT, CLOGLOG ->
              throw new IllegalArgumentException(
                  "link of a positive mean must be one of LOG, SQRT, INVERSE, SOFTPLUS, got "
                      + this);
        };
    return Math.abs(Math.log(inverse(eta))) < Bounds.LOG_MEAN ? free : 0;
  }

  /**
   * {@return d/deta of {@link #logOdds}; 0 where they are clamped}
   *
   * @param eta linear predictor
   * @throws IllegalArgumentException unless this is the link of a probability
   */
  public double logOddsSlope(double eta) {
    if (Math.abs(logOdds(eta)) >= Bounds.LOG_ODDS) {
      return 0;
    }
    return switch (this) {
      case PROBIT -> StandardNormal.hazard(eta) + StandardNormal.hazard(-eta);
      case CLOGLOG -> Math.exp(eta) / -Math.expm1(-Math.exp(eta));
      case LOGIT, IDENTITY, LOG, SQRT, INVERSE, SOFTPLUS -> 1; // the others have no log-odds
    };
  }
}
