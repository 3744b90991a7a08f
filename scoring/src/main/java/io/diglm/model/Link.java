package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.StandardNormal;
import java.util.Set;
import java.util.TreeSet;

/** Link functions: g(mean) = eta. */
public enum Link {
  IDENTITY,
  LOG,
  /** The softmax over all classes of a categorical family. */
  LOGIT,
  PROBIT,
  CLOGLOG,
  SQRT,
  INVERSE,
  SOFTPLUS;

  /**
   * Returns the mean g^-1(eta), within {@link Bounds}: probabilities by {@link #logOdds}, means of
   * LOG, SQRT, INVERSE and SOFTPLUS in exp(±30).
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
   * Returns eta = g(mean), the inverse of {@link #inverse}.
   *
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
   * Returns log(p / (1 - p)), p = g^-1(eta), in [-30, 30].
   *
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

  /** Returns the links that keep the mean of the family in its range. */
  public static Set<Link> validFor(FamilyName family) {
    return switch (family) {
      case GAUSSIAN -> Set.of(IDENTITY, LOG, SOFTPLUS);
      case STUDENT_T, MIXTURE, LOG_MIXTURE, ROUNDED, NONE -> Set.of(IDENTITY);
      case BERNOULLI -> Set.of(LOGIT, PROBIT, CLOGLOG);
      case CATEGORICAL -> Set.of(LOGIT);
      case POISSON, NEGATIVE_BINOMIAL -> Set.of(LOG, SQRT, SOFTPLUS);
      case GAMMA -> Set.of(LOG, SQRT, INVERSE, SOFTPLUS);
    };
  }

  /**
   * Returns the default link: the canonical one, except LOG for the gamma and the negative
   * binomial, whose canonical links let the mean leave its range.
   */
  public static Link canonical(FamilyName family) {
    return switch (family) {
      case GAUSSIAN, STUDENT_T, MIXTURE, LOG_MIXTURE, ROUNDED, NONE -> IDENTITY;
      case BERNOULLI, CATEGORICAL -> LOGIT;
      case POISSON, NEGATIVE_BINOMIAL, GAMMA -> LOG;
    };
  }

  /**
   * Requires a link that is valid for the family.
   *
   * @throws IllegalArgumentException if it is not valid; the message names the valid links
   */
  static void requireValid(Link link, FamilyName family) {
    if (!validFor(family).contains(link)) {
      throw new IllegalArgumentException(
          "link of %s must be one of %s, got %s"
              .formatted(family, new TreeSet<>(validFor(family)), link));
    }
  }
}
