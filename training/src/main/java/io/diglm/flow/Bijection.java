package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * An invertible, differentiable map of rows and the volume it changes.
 *
 * <p>All tensors are of the floating type of the store that the map was built over, and live in the
 * caller's native scope. Every implementation stands in {@code BijectionContractTest}.
 */
public interface Bijection {
  /**
   * x (N, D) -> y = f(x) (N, D) and log|det df/dx| (N).
   *
   * @throws IllegalArgumentException if x has another shape
   */
  Mapped forward(Tensor x, Mode mode);

  /**
   * y (N, D) -> x = f^-1(y) (N, D) and log|det df^-1/dy| (N), the inverse of the map of {@link
   * Mode#EVALUATION}.
   *
   * @throws IllegalArgumentException if y has another shape
   */
  Mapped inverse(Tensor y);

  /** Sets, once in the life of a model, what depends on data from a first batch x (N, D). */
  default void initialise(Tensor x) {}
}
