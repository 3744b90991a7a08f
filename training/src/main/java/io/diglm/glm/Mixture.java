package io.diglm.glm;

import io.diglm.distribution.StandardNormal;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Mixture of K normals, p(y) = sum_k w_k N(y; mean_k, sd_k^2); eta = [logits, means, log sds], each
 * K (Bishop 1994, mixture density networks).
 */
record Mixture(int count, double scale) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logWeights = eta.narrow(1, 0, count).log_softmax(1);
    Tensor logSds = Links.logScale(eta.narrow(1, 2L * count, count));
    Tensor t = y.unsqueeze(1).sub(eta.narrow(1, count, count)).mul(logSds.neg().exp());
    Tensor terms = torch.addcmul(logWeights.sub(logSds), t, t, new Scalar(-0.5));
    return Tensors.plus(terms.logsumexp(1), -StandardNormal.LOG_ROOT_TWO_PI - Math.log(scale));
  }
}
