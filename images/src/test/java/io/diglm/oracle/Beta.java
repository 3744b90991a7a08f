package io.diglm.oracle;

import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Shares between 0 and 1; eta = [g(mean), log precision]. */
record Beta(Link link) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor targets) {
    // A missing target stands in as a number that is no share, and its slope must be finite.
    Tensor y = Tensors.clamp(targets, Double.MIN_NORMAL, 1 - 1e-16);
    Tensor odds = Links.logOdds(link, eta.select(1, 0));
    Tensor precision = Links.logScale(eta.select(1, 1)).exp();
    Tensor a = odds.sigmoid().mul(precision);
    Tensor b = odds.neg().sigmoid().mul(precision);
    Tensor kernel = Tensors.plus(a, -1).mul(y.log()).add(Tensors.plus(b, -1).mul(y.neg().log1p()));
    return kernel.sub(a.lgamma()).sub(b.lgamma()).add(precision.lgamma());
  }
}
