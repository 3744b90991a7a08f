package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/** A bijection that takes its first parameters from rows, once, before training. */
public interface DataInitialised extends Bijection {
  /**
   * Sets the parameters from rows x (N, D), unless that was done before. So a model that is loaded
   * or trained further keeps its parameters.
   *
   * @param x rows (N, D)
   * @throws IllegalArgumentException if x has another shape
   */
  void initialise(Tensor x);
}
