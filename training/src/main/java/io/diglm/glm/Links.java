package io.diglm.glm;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.StandardNormal;
import io.diglm.model.Link;

/** Slopes of inverse links, within {@link Bounds}: 0 where a value is clamped. */
final class Links {
  private Links() {}

  /** Clamps the logarithm of a scale or dispersion. */
  static double logScale(double eta) {
    return Math.max(-Bounds.LOG_SCALE, Math.min(Bounds.LOG_SCALE, eta));
  }

  /** Returns the slope of {@link #logScale(double)}. */
  static double logScaleSlope(double eta) {
    return within(eta, -Bounds.LOG_SCALE, Bounds.LOG_SCALE);
  }

  /** Returns the slope of a clamp: 1 within, 0 outside. */
  static double within(double x, double low, double high) {
    return x >= low && x <= high ? 1 : 0;
  }

  /** Returns d/deta g^-1(eta) of a link of means. */
  static double slope(Link link, double eta) {
    return link == Link.IDENTITY ? 1 : link.inverse(eta) * logMeanSlope(link, eta);
  }

  /** Returns d/deta log g^-1(eta) of a link of positive means. */
  static double logMeanSlope(Link link, double eta) {
    double free =
        switch (link) {
          case LOG -> 1;
          case SQRT -> 2 / eta;
          case INVERSE -> -within(eta, Bounds.INVERSE, Double.POSITIVE_INFINITY) / eta;
          case SOFTPLUS -> sigmoid(eta) / Bounds.softplus(eta);
          case IDENTITY, LOGIT, PROBIT, CLOGLOG -> throw unfit(link, "a positive mean");
        };
    double logMean = Math.log(link.inverse(eta));
    return Math.abs(logMean) < Bounds.LOG_MEAN ? free : 0;
  }

  /** Returns d/deta of {@link Link#logOdds}. */
  static double logOddsSlope(Link link, double eta) {
    if (Math.abs(link.logOdds(eta)) >= Bounds.LOG_ODDS) {
      return 0;
    }
    return switch (link) {
      case LOGIT -> 1;
      case PROBIT -> StandardNormal.hazard(eta) + StandardNormal.hazard(-eta);
      case CLOGLOG -> Math.exp(eta) / -Math.expm1(-Math.exp(eta));
      case IDENTITY, LOG, SQRT, INVERSE, SOFTPLUS -> throw unfit(link, "a probability");
    };
  }

  /** Returns 1 / (1 + e^-x). */
  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static IllegalArgumentException unfit(Link link, String what) {
    return new IllegalArgumentException("link must be that of " + what + ", got " + link);
  }
}
