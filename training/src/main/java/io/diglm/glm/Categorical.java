package io.diglm.glm;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** P(y = k) = softmax(eta)_k, y the index of a class. */
record Categorical() implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    return eta.log_softmax(1).gather(1, y.to(ScalarType.Long).unsqueeze(1)).squeeze(1);
  }
}
