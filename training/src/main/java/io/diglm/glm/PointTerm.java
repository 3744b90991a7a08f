package io.diglm.glm;

/** log p(y|z) of coefficients that are one estimate, if only until training is over. */
record PointTerm(Family family) implements TargetTerm {
  @Override
  public double training(Row row) {
    return family.logLikelihood(row.eta, 0, row.target(), row.byEta);
  }

  @Override
  public double validation(Row row) {
    return family.logLikelihood(row.eta, 0, row.target(), row.byEta);
  }
}
