package io.diglm.glm;

import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** No family, of a model of p(x) alone: a row adds nothing. */
record NoTarget() implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    return Tensors.times(y, 0);
  }

  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    return 0;
  }
}
