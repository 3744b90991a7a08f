package io.diglm.oracle;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** log p(y|z) of coefficients that are one estimate, if only until training is over. */
record PointTerm(GlmHead head) implements TargetTerm {
  @Override
  public Tensor training(Tensor z, Tensor eta, Tensor y, SplittableRandom random) {
    return head.logLikelihood(eta, y);
  }

  @Override
  public Tensor validation(Tensor z, Tensor eta, Tensor y) {
    return head.logLikelihood(eta, y);
  }
}
