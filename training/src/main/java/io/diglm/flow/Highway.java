package io.diglm.flow;

import io.diglm.model.FlowConfig.Activation;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A highway layer (Srivastava et al. 2015): y = x + T(x) (H(x) - x), with H = a(W_H x + b_H) and
 * the gate T = sigmoid(W_T x + b_T - 1), which starts nearly shut.
 *
 * @param both rows of W_H, then rows of W_T: (2 width, width)
 */
record Highway(Activation activation, int width, Linear both) implements Layer {
  private static final double SHUT = -1;

  static Highway build(Activation activation, int width, ParameterStore store, String name) {
    return new Highway(activation, width, Linear.random(store, name, width, 2 * width));
  }

  @Override
  public Tensor apply(Tensor x) {
    Tensor raw = both.apply(x);
    Tensor candidate = Activations.apply(activation, raw.narrow(1, 0, width).contiguous());
    Tensor gate = Tensors.plus(raw.narrow(1, width, width), SHUT).sigmoid_();
    return torch.lerp(x, candidate, gate);
  }
}
