package io.diglm.oracle;

import io.diglm.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The bound log sigma(xi) + (y - 1/2) phi . m - xi / 2 on E_q[log p(y|z)], at its best xi^2 = phi^T
 * (S + m m^T) phi (Jaakkola and Jordan 2000, equation 8 and after).
 */
record BoundTerm(GlmHead head, Spread spread) implements TargetTerm {
  /** Keeps the root's slope finite where mean and spread are 0. */
  private static final double LEAST = 1e-12;

  @Override
  public Tensor training(Tensor z, Tensor eta, Tensor y, SplittableRandom random) {
    Tensor mean = eta.select(1, 0);
    Tensor missing = y.isnan();
    Tensor known = y.masked_fill(missing, new Scalar(0.5)).to(eta.scalar_type());
    Tensor xi = Tensors.plus(spread.variance(z).add(mean.square()), LEAST).sqrt();
    Tensor bound =
        torch.log_sigmoid(xi).add(Tensors.plus(known, -0.5).mul(mean)).sub(Tensors.times(xi, 0.5));
    return bound.masked_fill(missing, new Scalar(0.0));
  }

  /** With the logit drawn in by the spread (MacKay 1992, "The evidence framework"). */
  @Override
  public Tensor validation(Tensor z, Tensor eta, Tensor y) {
    Tensor shrink = Tensors.plus(Tensors.times(spread.variance(z), Math.PI / 8), 1).rsqrt();
    return head.logLikelihood(eta.mul(shrink.unsqueeze(1)), y);
  }
}
