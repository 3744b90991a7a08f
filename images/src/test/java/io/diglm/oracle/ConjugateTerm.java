package io.diglm.oracle;

import io.diglm.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * E_q[log N(y; phi . beta, sigma^2)] = log N(y; phi . m, sigma^2) - phi^T S phi / (2 sigma^2).
 *
 * <p>With q at its optimum the sum of this over all rows less KL(q || prior) is the marginal
 * likelihood (Nalisnick et al. 2019, equation 13), and by the envelope theorem its gradient in z is
 * that of the marginal likelihood: no row needs another's.
 */
record ConjugateTerm(GlmHead head, Spread spread) implements TargetTerm {
  @Override
  public Tensor training(Tensor z, Tensor eta, Tensor y, SplittableRandom random) {
    Tensor precision = Tensors.times(Links.logScale(eta.select(1, 1)), -2).exp();
    Tensor cost = Tensors.times(spread.variance(z).mul(precision), 0.5);
    return head.logLikelihood(eta, y).sub(cost.masked_fill(y.isnan(), new Scalar(0.0)));
  }

  @Override
  public Tensor validation(Tensor z, Tensor eta, Tensor y) {
    Tensor variance = Tensors.times(Links.logScale(eta.select(1, 1)), 2).exp();
    Tensor logSd = Tensors.times(variance.add(spread.variance(z)).log(), 0.5);
    Tensor whole = Tensors.cat(1, eta.narrow(1, 0, 1), logSd.unsqueeze(1));
    return head.logLikelihood(whole, y);
  }
}
