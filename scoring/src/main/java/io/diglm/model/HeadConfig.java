package io.diglm.model;

/**
 * The GLM on z: family, link, dispersion and how many linear predictors it has.
 *
 * @param family the family of p(y|z)
 * @param link the link of the mean
 * @param dispersion whether the dispersion depends on z
 * @param count components of a mixture, classes of a categorical; 1 otherwise
 * @param shift the target is modelled as (y - shift) / scale
 * @param scale see {@code shift}; log-densities of y are in the target's own units
 */
public record HeadConfig(
    FamilyName family, Link link, Dispersion dispersion, int count, double shift, double scale) {
  /** Returns P, the number of linear predictors: the width of eta (N, P). */
  public int predictors() {
    return switch (family) {
      case BERNOULLI, POISSON -> 1;
      case GAUSSIAN, NEGATIVE_BINOMIAL, GAMMA -> 2;
      case STUDENT_T -> 3;
      case CATEGORICAL -> count;
      case MIXTURE -> 3 * count;
    };
  }
}
