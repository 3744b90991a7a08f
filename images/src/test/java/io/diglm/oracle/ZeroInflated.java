package io.diglm.oracle;

import io.diglm.distribution.Bounds;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Counts with structural zeros; eta = [those of the counts, log-odds of a structural zero]. */
record ZeroInflated(Family counts, int last) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor odds = Tensors.clamp(eta.select(1, last), -Bounds.LOG_ODDS, Bounds.LOG_ODDS);
    Tensor own = counts.logLikelihood(eta, y).add(torch.log_sigmoid(odds.neg()));
    Tensor zero = torch.logaddexp(torch.log_sigmoid(odds), own);
    return torch.where(y.eq(new Scalar(0)), zero, own);
  }
}
