package io.diglm.flow;

import io.diglm.model.FlowConfig.Activation;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The non-linearities of coupling networks. */
final class Activations {
  private Activations() {}

  /** Returns a(x); may overwrite x, which must be a fresh result that nothing else reads. */
  static Tensor apply(Activation activation, Tensor x) {
    return switch (activation) {
      case RELU -> x.relu_();
      case TANH -> x.tanh_();
      case SILU -> torch.silu(x);
      case GELU -> torch.gelu(x);
    };
  }
}
