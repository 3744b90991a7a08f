package io.diglm.flow;

import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * x W^T + b.
 *
 * @param weight W (out, in)
 * @param bias b (out)
 */
record Linear(Tensor weight, Tensor bias) implements UnaryOperator<Tensor> {
  /** Weights and bias uniform on +-1/sqrt(in). */
  static Linear random(ParameterStore store, String name, int in, int out) {
    double bound = 1 / Math.sqrt(Math.max(1, in));
    return new Linear(
        store.parameter(
            name + ".weight", () -> Convolution.uniform(store, name + ".weight", bound, out, in)),
        store.parameter(
            name + ".bias", () -> Convolution.uniform(store, name + ".bias", bound, out)));
  }

  /** Draws weights as {@link #random} does; all biases are equal. */
  static Linear biased(ParameterStore store, String name, int in, int out, double bias) {
    store.parameter(name + ".bias", () -> Tensors.plus(Tensors.zeros(store.type(), out), bias));
    return random(store, name, in, out);
  }

  /** Weights and bias 0. */
  static Linear zero(ParameterStore store, String name, int in, int out) {
    return new Linear(
        store.parameter(name + ".weight", () -> Tensors.zeros(store.type(), out, in)),
        store.parameter(name + ".bias", () -> Tensors.zeros(store.type(), out)));
  }

  @Override
  public Tensor apply(Tensor x) {
    return torch.linear(x, weight, new TensorOptional(bias));
  }
}
