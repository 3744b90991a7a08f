package io.diglm.oracle;

import io.diglm.model.Link;
import org.bytedeco.pytorch.Tensor;

/** y above 0 with variance phi mean^2; eta = [g(mean), log phi]; shape 1 / phi, scale phi mean. */
record Gamma(Link link) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logPhi = Links.logScale(eta.select(1, 1));
    Tensor shape = logPhi.neg().exp();
    Tensor logY = y.log();
    Tensor logRatio = logY.sub(Links.logMean(link, eta.select(1, 0))).sub(logPhi);
    return shape.mul(logRatio).sub(logRatio.exp()).sub(shape.lgamma()).sub(logY);
  }
}
