package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A training pass that autograd does not record. Its back-propagation runs after that of autograd.
 */
public interface Pass {
  /** {@return z and log p(x)} Back-propagation by autograd ends at these tensors. */
  Density density();

  /** Adds the gradients of the flow's parameters, after those of {@link #density} are known. */
  void backward();

  /**
   * {@return the gradient with respect to a tensor} It is zero if the loss does not depend on the
   * tensor, as for log p(x) with lambda = 0.
   *
   * @param tensor a leaf of the graph
   */
  static Tensor gradient(Tensor tensor) {
    Tensor gradient = tensor.grad();
    return gradient.defined() ? gradient : torch.zeros_like(tensor);
  }
}
