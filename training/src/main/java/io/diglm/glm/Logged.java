package io.diglm.glm;

/**
 * A family of ln y: log p(y) = log p(ln y) - ln y. It takes the standardised logarithm, (ln y -
 * shift) / scale.
 */
record Logged(Family family, double shift, double scale) implements Family {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    return family.logLikelihood(eta, at, y, byEta) - (shift + scale * y);
  }
}
