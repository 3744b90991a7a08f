package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A training pass that autograd does not see inside of: it is walked back after autograd. */
public interface Pass {
  /** Returns z and log p(x); what autograd differentiates ends at these. */
  Density density();

  /** Adds the gradients of the flow's parameters, after those of {@link #density} are known. */
  void backward();

  /** Returns the gradient by a tensor; zeros if nothing came of it, as of log p(x) at lambda 0. */
  static Tensor gradient(Tensor tensor) {
    Tensor gradient = tensor.grad();
    return gradient.defined() ? gradient : torch.zeros_like(tensor);
  }
}
