package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * A bijection run the other way: its forward is the inner inverse.
 *
 * @param inner whose inverse is the forward map
 */
public record Inverted(Bijection inner) implements Bijection {
  @Override
  public Mapped forward(Tensor x) {
    return inner.inverse(x);
  }

  @Override
  public Mapped inverse(Tensor y) {
    return inner.forward(y);
  }
}
