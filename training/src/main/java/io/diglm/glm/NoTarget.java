package io.diglm.glm;

/** No family, of a model of p(x) alone: a row adds nothing. */
record NoTarget() implements Family {
  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    return 0;
  }
}
