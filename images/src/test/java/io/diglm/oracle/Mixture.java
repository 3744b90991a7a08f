package io.diglm.oracle;

import io.diglm.distribution.StandardNormal;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Mixture of K normals, p(y) = sum_k w_k N(y; mean_k, sd_k^2); eta = [logits, means, log sds], each
 * K (Bishop 1994, mixture density networks).
 */
record Mixture(int count, double scale) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    // Components first: libtorch normalises over few adjacent numbers several times slower.
    TensorVector parts = eta.t().contiguous().view(3, count, eta.size(0)).unbind(0);
    Tensor logSds = Links.logScale(parts.get(2));
    Tensor t = y.sub(parts.get(1)).mul(logSds.neg().exp());
    Tensor logHeights = parts.get(0).log_softmax(0).sub(logSds);
    Tensor terms = torch.addcmul(logHeights, t, t, new Scalar(-0.5));
    return Tensors.plus(terms.logsumexp(0), -StandardNormal.LOG_ROOT_TWO_PI - Math.log(scale));
  }
}
