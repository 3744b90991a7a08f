package io.diglm.model;

import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.Bounds;
import io.diglm.distribution.Categorical;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Gamma;
import io.diglm.distribution.LogMixture;
import io.diglm.distribution.NegativeBinomial;
import io.diglm.distribution.Normal;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Poisson;
import io.diglm.distribution.Rounded;
import io.diglm.distribution.StudentT;
import io.diglm.distribution.Unknown;
import java.util.Arrays;
import java.util.Optional;

/**
 * The GLM on z: its family, link, dispersion and number of linear predictors.
 *
 * @param family the family of p(y|z)
 * @param link the link of the mean; one of {@link Link#validFor}
 * @param dispersion whether the dispersion depends on z
 * @param count number of components of a mixture, or of classes of a categorical; otherwise 1
 * @param shift the target, or its logarithm, is modelled as (y - shift) / scale; 0 unless the link
 *     is IDENTITY
 * @param scale see {@code shift}; log-densities of y are in the target's own units
 * @param bayes how the coefficients are inferred; not AUTO
 * @param range the range of the training targets, which bounds the answers; empty in files of
 *     format 1 and for classes
 */
public record HeadConfig(
    FamilyName family,
    Link link,
    Dispersion dispersion,
    int count,
    double shift,
    double scale,
    Bayes bayes,
    Optional<TargetRange> range) {
  /** Weight of the wide component of a mixture, which gives it tails. */
  private static final double TAIL = 1e-3;

  /** Checks that every component suits the family. */
  public HeadConfig {
    Link.requireValid(link, family);
    bayes.requireFits(family, link);
    requireCount(family, count);
    requireAffine(family, link, shift, scale);
  }

  /** Makes a head whose answers are not bounded. */
  public HeadConfig(
      FamilyName family,
      Link link,
      Dispersion dispersion,
      int count,
      double shift,
      double scale,
      Bayes bayes) {
    this(family, link, dispersion, count, shift, scale, bayes, Optional.empty());
  }

  /** Makes a head whose coefficients are a single estimate. */
  public static HeadConfig point(
      FamilyName family, Link link, Dispersion dispersion, int count, double shift, double scale) {
    return new HeadConfig(family, link, dispersion, count, shift, scale, Bayes.NONE);
  }

  /** No head: the model is of p(x) alone. */
  public static HeadConfig none() {
    return point(FamilyName.NONE, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, 1);
  }

  /** Returns P'. The first P' linear predictors depend on z. */
  public int linearPredictors() {
    boolean modelled = dispersion == Dispersion.MODELLED;
    return switch (family) {
      case BERNOULLI, CATEGORICAL, POISSON, NONE -> predictors();
      case GAUSSIAN, STUDENT_T, NEGATIVE_BINOMIAL, GAMMA -> modelled ? 2 : 1;
      case MIXTURE, LOG_MIXTURE, ROUNDED -> (modelled ? 3 : 2) * count;
    };
  }

  /** Returns R. The first R linear predictors have a posterior. */
  public int uncertainPredictors() {
    return switch (bayes) {
      case NONE, AUTO -> 0;
      case CONJUGATE, BOUND -> 1;
      case LAPLACE -> predictors();
      case ELBO -> linearPredictors();
    };
  }

  /** Returns P, the number of linear predictors: the width of eta (N, P). */
  public int predictors() {
    return switch (family) {
      case BERNOULLI, POISSON -> 1;
      case GAUSSIAN, NEGATIVE_BINOMIAL, GAMMA -> 2;
      case STUDENT_T -> 3;
      case CATEGORICAL -> count;
      case MIXTURE, LOG_MIXTURE, ROUNDED -> 3 * count;
      case NONE -> 0;
    };
  }

  /**
   * Returns p(y|z), in the units of the target, from the linear predictors of one row, which are
   * clamped to {@link Bounds}.
   *
   * @param eta linear predictors (N, P), row-major
   * @param offset where the row's P predictors begin
   * @throws IllegalArgumentException if one of them is not finite
   */
  public Distribution distribution(double[] eta, int offset) {
    requireFinite(eta, offset);
    return switch (family) {
      case GAUSSIAN -> new Normal(location(link.inverse(eta[offset])), scaled(eta[offset + 1]));
      case STUDENT_T ->
          new StudentT(
              location(eta[offset]), scaled(eta[offset + 1]), Bounds.degrees(eta[offset + 2]));
      case BERNOULLI -> new Bernoulli(link.logOdds(eta[offset]));
      case CATEGORICAL -> Categorical.ofLogits(Arrays.copyOfRange(eta, offset, offset + count));
      case POISSON -> new Poisson(positive(eta[offset]));
      case NEGATIVE_BINOMIAL ->
          new NegativeBinomial(positive(eta[offset]), Bounds.scale(eta[offset + 1]));
      case GAMMA -> new Gamma(positive(eta[offset]), Bounds.scale(eta[offset + 1]));
      case MIXTURE -> mixture(eta, offset);
      case LOG_MIXTURE -> logMixture(eta, offset);
      case ROUNDED -> new Rounded(mixture(eta, offset));
      case NONE -> new Unknown();
    };
  }

  private NormalMixture mixture(double[] eta, int offset) {
    double[] means = new double[count];
    double[] sds = new double[count];
    for (int k = 0; k < count; k++) {
      means[k] = location(eta[offset + count + k]);
      sds[k] = scaled(eta[offset + 2 * count + k]);
    }
    NormalMixture learned =
        NormalMixture.ofLogits(Arrays.copyOfRange(eta, offset, offset + count), means, sds);
    return range.map(r -> learned.with(TAIL, r.mean(shift), r.wide())).orElse(learned);
  }

  /**
   * The tail and the bounds apply to y. The mean of y follows from mean_k + sd_k^2 / 2 of its
   * logarithm.
   */
  private LogMixture logMixture(double[] eta, int offset) {
    double[] means = new double[count];
    double[] sds = new double[count];
    for (int k = 0; k < count; k++) {
      sds[k] = Math.min(scale * Bounds.scale(eta[offset + 2 * count + k]), widestLogarithm());
      means[k] = logarithm(shift + scale * eta[offset + count + k], sds[k]);
    }
    NormalMixture learned =
        NormalMixture.ofLogits(Arrays.copyOfRange(eta, offset, offset + count), means, sds);
    double wide = widestLogarithm();
    return new LogMixture(
        range.map(r -> learned.with(TAIL, logarithm(shift, wide), wide)).orElse(learned));
  }

  private double widestLogarithm() {
    return range
        .map(r -> Math.max(scale, Math.log(r.high() / r.low()) / 6))
        .orElse(Double.POSITIVE_INFINITY);
  }

  private double logarithm(double mean, double sd) {
    double half = sd * sd / 2;
    return range.map(r -> Math.log(Bounds.mean(r.mean(Math.exp(mean + half)))) - half).orElse(mean);
  }

  /** Returns the target in the form that the head models. */
  public double standardised(double y) {
    return ((family == FamilyName.LOG_MIXTURE ? Math.log(y) : y) - shift) / scale;
  }

  private double location(double standardised) {
    double mean = shift + scale * standardised;
    return range.map(r -> r.mean(mean)).orElse(mean);
  }

  private double positive(double eta) {
    double mean = link.inverse(eta);
    return range.map(r -> Bounds.mean(r.mean(mean))).orElse(mean);
  }

  private double scaled(double logScale) {
    double sd = scale * Bounds.scale(logScale);
    return range.map(r -> r.deviation(sd)).orElse(sd);
  }

  private void requireFinite(double[] eta, int offset) {
    for (int p = 0; p < predictors(); p++) {
      if (!Double.isFinite(eta[offset + p])) {
        throw new IllegalArgumentException(
            "linear predictor " + p + " must be finite, got " + eta[offset + p]);
      }
    }
  }

  private static void requireCount(FamilyName family, int count) {
    boolean several =
        family == FamilyName.CATEGORICAL
            || family == FamilyName.MIXTURE
            || family == FamilyName.LOG_MIXTURE
            || family == FamilyName.ROUNDED;
    if (several ? count < 2 : count != 1) {
      throw new IllegalArgumentException(
          "count of %s must be %s, got %d".formatted(family, several ? "at least 2" : "1", count));
    }
  }

  private static void requireAffine(FamilyName family, Link link, double shift, double scale) {
    boolean standardised =
        switch (family) {
          case GAUSSIAN, STUDENT_T, MIXTURE, LOG_MIXTURE, ROUNDED -> true;
          case BERNOULLI, CATEGORICAL, POISSON, NEGATIVE_BINOMIAL, GAMMA, NONE -> false;
        };
    if (!(scale > 0) || Double.isInfinite(scale) || !(standardised || scale == 1)) {
      throw new IllegalArgumentException(
          "scale of %s must be %s, got %s"
              .formatted(family, standardised ? "positive and finite" : "1", scale));
    }
    boolean movable = standardised && link == Link.IDENTITY;
    if (!Double.isFinite(shift) || !(movable || shift == 0)) {
      throw new IllegalArgumentException(
          "shift of %s with link %s must be %s, got %s"
              .formatted(family, link, movable ? "finite" : "0", shift));
    }
  }
}
