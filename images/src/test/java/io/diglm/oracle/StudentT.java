package io.diglm.oracle;

import io.diglm.distribution.Bounds;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Student-t; eta = [location, log scale, raw], nu = 2 + softplus(raw) degrees of freedom. */
record StudentT(double scale) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logScale = Links.logScale(eta.select(1, 1));
    Tensor t = y.sub(eta.select(1, 0)).mul(logScale.neg().exp());
    Tensor half = Tensors.times(degrees(eta.select(1, 2)), 0.5);
    Tensor next = Tensors.plus(half, 0.5);
    Tensor tail = t.square().div(Tensors.times(half, 2)).log1p().mul(next);
    Tensor constant = next.lgamma().sub(half.lgamma()).sub(Tensors.times(half.log(), 0.5));
    // nu = 2 half, so that log sqrt(pi nu) is half of log(half) + log(2 pi).
    double rest = -0.5 * Math.log(2 * Math.PI) - Math.log(scale);
    return Tensors.plus(constant.sub(tail).sub(logScale), rest);
  }

  private static Tensor degrees(Tensor raw) {
    Tensor clamped = Tensors.clamp(raw, -Bounds.LOG_SCALE, Bounds.DEGREES - 2);
    return Tensors.plus(Links.softplus(clamped), 2);
  }
}
