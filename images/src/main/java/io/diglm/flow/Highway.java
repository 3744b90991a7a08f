package io.diglm.flow;

import io.diglm.torch.ParameterStore;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * h + g (a(transform(h)) - h), g = sigmoid(gate(h)), a the activation (Srivastava et al. 2015).
 *
 * @param transform (H) to (H)
 * @param gate (H) to (H); its bias starts at -1, so that the layer starts near the identity
 */
record Highway(Linear transform, Linear gate, UnaryOperator<Tensor> activation)
    implements UnaryOperator<Tensor> {
  private static final double GATE_BIAS = -1;

  static Highway of(
      ParameterStore store, String name, int width, UnaryOperator<Tensor> activation) {
    return new Highway(
        Linear.random(store, name + ".transform", width, width),
        Linear.biased(store, name + ".gate", width, width, GATE_BIAS),
        activation);
  }

  @Override
  public Tensor apply(Tensor h) {
    Tensor candidate = activation.apply(transform.apply(h));
    return h.lerp(candidate, torch.sigmoid(gate.apply(h)));
  }
}
