package io.diglm.flow;

import io.diglm.torch.ParameterStore;
import io.diglm.torch.Seeds;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Learned sines and cosines of each input (Gorishniy et al. 2022).
 *
 * <p>u (N, d) -> (N, d + 2 d k): first u, then sin(2 pi c_ij u_i), then cos(2 pi c_ij u_i), each of
 * the latter with the k frequencies of input 0 before those of input 1.
 *
 * @param frequencies c (d, k), named {@code <name>.frequencies}
 */
record PeriodicFeatures(Tensor frequencies) {
  /** Starts with frequencies drawn from N(0, scale^2). */
  static PeriodicFeatures build(
      ParameterStore store, String name, int inputs, int k, double scale) {
    String full = name + ".frequencies";
    return new PeriodicFeatures(
        store.parameter(
            full,
            () -> Tensors.of(Seeds.normal(store.random(full), inputs * k, scale), inputs, k)));
  }

  Tensor apply(Tensor u) {
    Tensor angle = u.unsqueeze(2).mul(Tensors.times(frequencies, 2 * Math.PI)).flatten(1, 2);
    return Tensors.cat(1, u, angle.sin(), angle.cos());
  }
}
