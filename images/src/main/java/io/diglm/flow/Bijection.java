package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * An invertible, differentiable map and the volume it changes.
 *
 * <p>N rows, D dimensions. Log-dets are in nats, summed over the row, and in float64 whatever the
 * type of the rows. Without a {@link Mode}, a bijection maps as in evaluation. Every implementation
 * stands in {@code BijectionContractTest}.
 */
public interface Bijection {
  /**
   * Maps x to y = f(x).
   *
   * @param x (N, D)
   * @return y (N, D) and log|det df/dx| (N)
   * @throws IllegalArgumentException if x has another shape
   */
  Mapped forward(Tensor x);

  /**
   * Maps y to x = f^-1(y).
   *
   * @param y (N, D)
   * @return x (N, D) and log|det df^-1/dy| (N)
   * @throws IllegalArgumentException if y has another shape
   */
  Mapped inverse(Tensor y);

  /**
   * Maps x as {@link #forward(Tensor)} does; for most bijections the mode makes no difference.
   *
   * @param x (N, D)
   * @param mode training or evaluation
   * @return y (N, D) and log|det df/dx| (N)
   */
  default Mapped forward(Tensor x, Mode mode) {
    return forward(x);
  }
}
