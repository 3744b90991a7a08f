package io.diglm.model;

/**
 * How the coefficients beta of the GLM are inferred: as a single estimate, or by a Gaussian
 * posterior with the prior beta ~ N(0, 1/alpha). The flow is always a point estimate (Nalisnick et
 * al. 2019, section 4; Riquelme et al. 2018 on why only the last layer has a posterior).
 */
public enum Bayes {
  /** A single estimate. */
  NONE,
  /** The method that suits the family: see {@link #suiting}. */
  AUTO,
  /**
   * The exact posterior of a Gaussian's mean (the paper's equation 5), trained by the marginal
   * likelihood (equation 13).
   */
  CONJUGATE,
  /** The quadratic bound on the logistic function (Jaakkola and Jordan 2000). */
  BOUND,
  /**
   * A normal about the mode with the curvature at the mode, computed after training (MacKay 1992).
   */
  LAPLACE,
  /** Independent normals, trained by the evidence lower bound (equation 14). */
  ELBO;

  /**
   * {@return whether this method can be used with a family and its link}
   *
   * @param family of p(y|x)
   * @param link of its mean
   */
  public boolean fits(FamilyName family, Link link) {
    return switch (this) {
      case NONE, AUTO -> true;
      case ELBO -> family != FamilyName.NONE;
      case CONJUGATE -> family == FamilyName.GAUSSIAN && link == Link.IDENTITY;
      case BOUND -> family == FamilyName.BERNOULLI && link == Link.LOGIT;
      case LAPLACE -> link == Link.LOGIT && family.definition().classes();
    };
  }

  /**
   * {@return this method} For AUTO it is the most exact method that suits the family: CONJUGATE,
   * LAPLACE, otherwise ELBO.
   *
   * @param family of p(y|x)
   * @param link of its mean
   */
  public Bayes suiting(FamilyName family, Link link) {
    if (this != AUTO) {
      return this;
    }
    if (CONJUGATE.fits(family, link)) {
      return CONJUGATE;
    }
    return LAPLACE.fits(family, link) ? LAPLACE : ELBO;
  }

  /**
   * Requires a method that can be used with the family.
   *
   * @throws IllegalArgumentException if it cannot be used; the message names the family that it is
   *     for
   */
  void requireFits(FamilyName family, Link link) {
    if (this == AUTO) {
      throw new IllegalArgumentException("bayes of a head must be chosen, got auto");
    }
    if (!fits(family, link)) {
      String rule =
          switch (this) {
            case CONJUGATE -> "gaussian with link identity";
            case BOUND -> "bernoulli with link logit";
            case ELBO -> "that of a target";
            default -> "bernoulli, categorical or ordinal with link logit";
          };
      throw new IllegalArgumentException(
          "family with bayes %s must be %s, got %s with link %s (elbo fits every family)"
              .formatted(lower(this), rule, lower(family), lower(link)));
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }
}
