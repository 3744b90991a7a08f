package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The GLM on z: its family, link, dispersion and number of linear predictors.
 *
 * @param family the family of p(y|z)
 * @param link the link of the mean; one of {@link Family#links}
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
  public static final double TAIL = 1e-3;

  /** Checks that every component suits the family. */
  public HeadConfig {
    requireLink(family, link);
    bayes.requireFits(family, link);
    requireCount(family, count);
    requireAffine(family, link, shift, scale);
  }

  /**
   * Makes a head whose coefficients are a single estimate.
   *
   * @param family of p(y|x)
   * @param link of its mean
   * @param dispersion whether it depends on the row
   * @param count of components or classes
   * @param shift subtracted from a target that is standardised
   * @param scale divides a target that is standardised
   * @return the head
   */
  public static HeadConfig point(
      FamilyName family, Link link, Dispersion dispersion, int count, double shift, double scale) {
    return new HeadConfig(
        family, link, dispersion, count, shift, scale, Bayes.NONE, Optional.empty());
  }

  /** {@return no head: the model is of p(x) alone} */
  public static HeadConfig none() {
    return point(FamilyName.NONE, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, 1);
  }

  /** {@return the same with one estimate of the coefficients} */
  public HeadConfig withoutPosterior() {
    return withPosterior(Bayes.NONE);
  }

  /**
   * {@return the same with coefficients inferred in another way}
   *
   * @param bayes how; not AUTO
   */
  public HeadConfig withPosterior(Bayes bayes) {
    return new HeadConfig(family, link, dispersion, count, shift, scale, bayes, range);
  }

  /** {@return P'} The first P' linear predictors depend on z. */
  public int linearPredictors() {
    return definition().linearPredictors(count, dispersion == Dispersion.MODELLED);
  }

  /**
   * Adds a known part to the location of a row, before the link.
   *
   * @param eta linear predictors of several rows
   * @param at where those of the row begin
   * @param offset in units of the link of y, or of ln y for a family of that
   */
  public void addOffset(double[] eta, int at, double offset) {
    int first = at + definition().firstLocation(count);
    for (int p = first; p < first + definition().locations(count); p++) {
      eta[p] += standardisedOffset(offset);
    }
  }

  /**
   * {@return an offset in the units of the linear predictors}
   *
   * @param offset in the units of the location, before the link
   */
  public double standardisedOffset(double offset) {
    return link == Link.IDENTITY ? offset / scale : offset;
  }

  /** {@return R} The first R linear predictors have a posterior. */
  public int uncertainPredictors() {
    return switch (bayes) {
      case NONE, AUTO -> 0;
      case CONJUGATE, BOUND -> 1;
      case LAPLACE, ELBO -> linearPredictors();
    };
  }

  /** {@return P, the number of linear predictors: the width of eta (N, P)} */
  public int predictors() {
    return definition().predictors(count);
  }

  /** {@return all that is known of the family} */
  public Family definition() {
    return family.definition();
  }

  /**
   * {@return p(y|z), in the units of the target, from the linear predictors of one row, which are
   * clamped to {@link Bounds}}
   *
   * @param eta linear predictors (N, P), row-major
   * @param offset where the row's P predictors begin
   * @throws IllegalArgumentException if one of them is not finite
   */
  public Distribution distribution(double[] eta, int offset) {
    requireFinite(eta, offset);
    return definition().distribution(this, eta, offset);
  }

  /**
   * {@return log p(y|eta) of a row in nats, with all constants}
   *
   * @param eta linear predictors of rows
   * @param at where the row begins in eta
   * @param y as {@link #standardised} returns it
   * @param byEta written from {@code at} on: the gradient by eta
   */
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    return definition().logLikelihood(this, eta, at, y, byEta);
  }

  /**
   * {@return log P(low &lt; y &lt;= high|eta) of a row in nats}
   *
   * @param eta linear predictors of rows
   * @param at where the row begins in eta
   * @param low as {@link #standardised} returns it, or minus infinity
   * @param high the same, or infinity
   * @param byEta written from {@code at} on: the gradient by eta
   */
  public double logBetween(double[] eta, int at, double low, double high, double[] byEta) {
    return definition().logBetween(this, eta, at, low, high, byEta);
  }

  /**
   * {@return the target in the form that the head models}
   *
   * @param y in its own units
   */
  public double standardised(double y) {
    return (definition().modelled(y) - shift) / scale;
  }

  /** Returns a mean in the target's units, bounded by the range. */
  double location(double standardised) {
    double mean = shift + scale * standardised;
    return range.map(r -> r.mean(mean)).orElse(mean);
  }

  /** Returns a positive mean, bounded by the range. */
  double positive(double eta) {
    double mean = link.inverse(eta);
    return range.map(r -> Bounds.mean(r.mean(mean))).orElse(mean);
  }

  /** Returns a deviation in the target's units, bounded by the range. */
  double deviation(double logScale) {
    double sd = scale * Bounds.scale(logScale);
    return range.map(r -> r.deviation(sd)).orElse(sd);
  }

  private void requireFinite(double[] eta, int offset) {
    int width = predictors();
    for (int p = 0; p < width; p++) {
      if (!Double.isFinite(eta[offset + p])) {
        throw new IllegalArgumentException(
            "linear predictor " + p + " must be finite, got " + eta[offset + p]);
      }
    }
  }

  private static void requireLink(FamilyName family, Link link) {
    Set<Link> links = new TreeSet<>(family.definition().links());
    if (!links.contains(link)) {
      throw new IllegalArgumentException(
          "link of %s must be one of %s, got %s".formatted(family, links, link));
    }
  }

  private static void requireCount(FamilyName family, int count) {
    boolean several = family.definition().several();
    if (several ? count < 2 : count != 1) {
      throw new IllegalArgumentException(
          "count of %s must be %s, got %d".formatted(family, several ? "at least 2" : "1", count));
    }
  }

  private static void requireAffine(FamilyName family, Link link, double shift, double scale) {
    boolean standardised = family.definition().standardised();
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
