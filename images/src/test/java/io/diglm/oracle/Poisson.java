package io.diglm.oracle;

import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Poisson counts; eta = [g(mean)]. */
record Poisson(Link link) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logMean = Links.logMean(link, eta.select(1, 0));
    return y.mul(logMean).sub(logMean.exp()).sub(Tensors.plus(y, 1).lgamma());
  }
}
