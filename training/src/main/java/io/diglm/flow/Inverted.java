package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * A bijection run backwards; its own forward is the other's inverse, whatever the mode.
 *
 * @param original the bijection to run backwards, one that needs no first batch
 */
public record Inverted(Bijection original) implements Bijection {
  @Override
  public Mapped forward(Tensor x, Mode mode) {
    return original.inverse(x);
  }

  @Override
  public Mapped inverse(Tensor y) {
    return original.forward(y, Mode.EVALUATION);
  }
}
