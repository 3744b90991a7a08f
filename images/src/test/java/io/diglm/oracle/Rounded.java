package io.diglm.oracle;

import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A mixture of K normals rounded to whole numbers, P(y) = F(y + 1/2) - F(y - 1/2); eta as of {@link
 * Mixture}. A whole number is 1 / scale wide in the units of eta.
 */
record Rounded(int count, double scale) implements Family {
  /** Of -log(F(y - 1/2) / F(y + 1/2)): a normal so wide that the two cannot be told apart. */
  private static final double LEAST = 1e-15;

  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    TensorVector parts = eta.t().contiguous().view(3, count, eta.size(0)).unbind(0);
    Tensor inverse = Links.logScale(parts.get(2)).neg().exp();
    // The lower tail's logarithm has digits where the upper's has none.
    Tensor far = y.sub(parts.get(1)).abs().neg();
    Tensor upper = torch.special_log_ndtr(Tensors.plus(far, 0.5 / scale).mul(inverse));
    Tensor lower = torch.special_log_ndtr(Tensors.plus(far, -0.5 / scale).mul(inverse));
    Tensor ratio = lower.sub(upper).clamp_max(new Scalar(-LEAST));
    Tensor logMass = upper.add(ratio.expm1().neg().log());
    return parts.get(0).log_softmax(0).add(logMass).logsumexp(0);
  }
}
