package io.diglm.oracle;

import io.diglm.distribution.StandardNormal;
import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** N(mean, sd^2); eta = [g(mean), log sd]. */
record Gaussian(Link link, double scale) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logSd = Links.logScale(eta.select(1, 1));
    Tensor t = y.sub(Links.mean(link, eta.select(1, 0))).mul(logSd.neg().exp());
    Tensor kernel = Tensors.times(t.square(), -0.5).sub(logSd);
    return Tensors.plus(kernel, -StandardNormal.LOG_ROOT_TWO_PI - Math.log(scale));
  }
}
