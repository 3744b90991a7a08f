package io.diglm.oracle;

import io.diglm.distribution.Seeds;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * E_q[log p(y|z)] - KL(q || prior) / N with independent normals q (Nalisnick et al. 2019, equation
 * 14). The expectation is sampled in the predictors, not the coefficients, which is as exact and
 * quieter (Kingma, Salimans and Welling 2015); the prior's precision is at its best, K / E|beta|^2.
 *
 * @param head the head, whose weights and biases are the means of q
 * @param raw log sd of q less {@code start} (P', C)
 * @param start -log(N) / 2: what a sample of N rows would leave; decay pulls towards it
 * @param rows N
 */
public record ElboTerm(GlmHead head, Tensor raw, double start, long rows) implements TargetTerm {
  /** The learned tensor. */
  public static final String RAW = TargetTerm.PREFIX + "raw_sd";

  static ElboTerm of(GlmHead head, int dimension, long rows, ParameterStore store) {
    int linear = head.config().linearPredictors();
    Tensor raw = store.parameter(RAW, () -> Tensors.zeros(store.type(), linear, dimension + 1L));
    return new ElboTerm(head, raw, -0.5 * Math.log((double) Math.max(1, rows)), rows);
  }

  @Override
  public Tensor training(Tensor z, Tensor eta, Tensor y, SplittableRandom random) {
    Tensor logSd = Tensors.plus(raw, start);
    Tensor variances = Tensors.times(logSd, 2).exp();
    long dimension = z.size(1);
    long linear = raw.size(0);
    Tensor spread =
        torch
            .linear(z.square(), variances.narrow(1, 0, dimension), variances.select(1, dimension))
            .sqrt();
    float[] drawn = Seeds.normal(random, (int) (z.size(0) * linear), 1);
    Tensor moved = spread.mul(Tensors.of(drawn, z.size(0), linear).to(z.scalar_type()));
    long constants = eta.size(1) - linear;
    Tensor whole =
        constants == 0
            ? moved
            : torch.constant_pad_nd(moved, new long[] {0, constants}, new Scalar(0.0));
    Tensor cost = Tensors.times(divergence(logSd, variances), 1.0 / rows);
    return head.logLikelihood(eta.add(whole), y)
        .sub(cost.expand(y.size(0)).masked_fill(y.isnan(), new Scalar(0.0)));
  }

  private Tensor divergence(Tensor logSd, Tensor variances) {
    Tensor biases = head.bias().narrow(0, 0, raw.size(0));
    Tensor squares = head.weight().square().sum().add(biases.square().sum()).add(variances.sum());
    double count = raw.numel();
    return Tensors.times(Tensors.times(squares, 1 / count).log(), count / 2).sub(logSd.sum());
  }

  @Override
  public Tensor validation(Tensor z, Tensor eta, Tensor y) {
    return head.logLikelihood(eta, y);
  }
}
