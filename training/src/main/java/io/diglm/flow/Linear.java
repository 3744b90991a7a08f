package io.diglm.flow;

import io.diglm.torch.ParameterStore;
import io.diglm.torch.Seeds;
import io.diglm.torch.Tensors;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * y = x W' + b.
 *
 * @param weight W (out, in), named {@code <name>.weight}
 * @param bias b (out), named {@code <name>.bias}
 */
record Linear(Tensor weight, Tensor bias) implements Layer {
  /** Starts with weights and biases uniform in +-1/sqrt(in). */
  static Linear random(ParameterStore store, String name, int in, int out) {
    return of(store, name, in, out, 1 / Math.sqrt(in));
  }

  /** Starts at zero. */
  static Linear zero(ParameterStore store, String name, int in, int out) {
    return of(store, name, in, out, 0);
  }

  private static Linear of(ParameterStore store, String name, int in, int out, double bound) {
    return new Linear(
        uniform(store, name + ".weight", bound, out, in),
        uniform(store, name + ".bias", bound, out));
  }

  private static Tensor uniform(ParameterStore store, String name, double bound, long... shape) {
    int count = (int) LongStream.of(shape).reduce(1, Math::multiplyExact);
    return store.parameter(
        name, () -> Tensors.of(Seeds.uniform(store.random(name), count, bound), shape));
  }

  @Override
  public Tensor apply(Tensor x) {
    return torch.linear(x, weight, new TensorOptional(bias));
  }
}
