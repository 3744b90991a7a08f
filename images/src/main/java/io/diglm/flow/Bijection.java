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
   * x (N, D) to y = f(x) (N, D) and log|det df/dx| (N).
   *
   * @throws IllegalArgumentException if x has another shape
   */
  Mapped forward(Tensor x);

  /**
   * y (N, D) to x = f^-1(y) (N, D) and log|det df^-1/dy| (N).
   *
   * @throws IllegalArgumentException if y has another shape
   */
  Mapped inverse(Tensor y);

  /** As {@link #forward(Tensor)}, for most bijections whatever the mode. */
  default Mapped forward(Tensor x, Mode mode) {
    return forward(x);
  }
}
