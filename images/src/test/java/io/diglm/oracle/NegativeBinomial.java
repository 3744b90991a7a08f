package io.diglm.oracle;

import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Counts with variance mean + alpha mean^2; eta = [g(mean), log alpha]; size r = 1 / alpha. */
record NegativeBinomial(Link link) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logAlpha = Links.logScale(eta.select(1, 1));
    Tensor size = logAlpha.neg().exp();
    // P(success) = alpha mean / (1 + alpha mean), kept by its log-odds.
    Tensor logOdds = Links.logMean(link, eta.select(1, 0)).add(logAlpha);
    Tensor kernel =
        y.mul(torch.log_sigmoid(logOdds)).add(size.mul(torch.log_sigmoid(logOdds.neg())));
    Tensor ways = y.add(size).lgamma().sub(size.lgamma()).sub(Tensors.plus(y, 1).lgamma());
    return kernel.add(ways);
  }
}
