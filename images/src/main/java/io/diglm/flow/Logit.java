package io.diglm.flow;

import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * y = log(x / (1 - x)), from (0, 1) to the reals; {@code new Inverted(new Logit(...))} is the
 * sigmoid.
 *
 * <p>An x that is closer to 0 or 1 than {@code margin} is moved to that distance, so that the
 * result is finite.
 *
 * @param dimension D
 * @param margin in (0, 0.5)
 */
public record Logit(int dimension, double margin) implements Bijection {
  /** Checks the margin. */
  public Logit {
    if (!(margin > 0 && margin < 0.5)) {
      throw new IllegalArgumentException("margin must be in (0, 0.5), got " + margin);
    }
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, dimension);
    Tensor inside = Tensors.clamp(x, margin, 1 - margin);
    Tensor logX = inside.log();
    Tensor logRest = inside.neg().log1p();
    return Mapped.triangular(logX.sub(logRest), logX.add(logRest).neg());
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, dimension);
    Tensor logSlope = torch.log_sigmoid(y).add(torch.log_sigmoid(y.neg()));
    return Mapped.triangular(torch.sigmoid(y), logSlope);
  }
}
