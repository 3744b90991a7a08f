package io.diglm.flow;

import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * y = log(1 + exp(x)), from the reals to the positive numbers.
 *
 * <p>It is computed by log-sigmoids, which cannot overflow. The inverse takes a y below 1e-30 to be
 * 1e-30.
 *
 * @param dimension D
 */
public record Softplus(int dimension) implements Bijection {
  private static final double SMALLEST = 1e-30;

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, dimension);
    return Mapped.triangular(torch.log_sigmoid(x.neg()).neg(), torch.log_sigmoid(x));
  }

  /** x = log(expm1(y)) = y + log(-expm1(-y)), whose slope is 1 / -expm1(-y). */
  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, dimension);
    Tensor positive = Tensors.atLeast(y, SMALLEST);
    Tensor logRest = positive.neg().expm1().neg().log();
    return Mapped.triangular(positive.add(logRest), logRest.neg());
  }
}
