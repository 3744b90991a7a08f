package io.diglm.glm;

import io.diglm.model.HeadConfig;

/** log p(y|z) of coefficients that are one estimate, if only until training is over. */
record PointTerm(HeadConfig head) implements TargetTerm {
  @Override
  public double training(Row row) {
    return row.logLikelihood(head, row.eta);
  }

  @Override
  public double validation(Row row) {
    return row.logLikelihood(head, row.eta);
  }
}
