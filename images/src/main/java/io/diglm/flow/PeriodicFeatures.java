package io.diglm.flow;

import io.diglm.distribution.Seeds;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * u (N, d) to [u, sin(2 pi c u), cos(2 pi c u)] (N, d + 2 d k), with k learned frequencies c of
 * each input (Gorishniy et al. 2022, "On embeddings for numerical features in tabular deep
 * learning"). Sines are ordered by input: the k frequencies of the first input come first.
 *
 * @param frequencies c (d, k), at first N(0, scale^2)
 */
record PeriodicFeatures(Tensor frequencies) implements UnaryOperator<Tensor> {
  static PeriodicFeatures of(
      ParameterStore store, String name, int inputs, int count, double scale) {
    return new PeriodicFeatures(
        store.parameter(
            name,
            () ->
                Tensors.of(
                    Seeds.normal(store.random(name), inputs * count, scale), inputs, count)));
  }

  static int width(int inputs, int count) {
    return inputs * (1 + 2 * count);
  }

  @Override
  public Tensor apply(Tensor u) {
    Tensor angles = u.matmul(blocks());
    return Tensors.cat(1, u, angles.sin(), angles.cos());
  }

  /**
   * Returns 2 pi c as a block-diagonal matrix (d, d k). The gradient of a product with it needs no
   * sums.
   */
  private Tensor blocks() {
    long inputs = frequencies.size(0);
    Tensor diagonal = Tensors.eye(frequencies.scalar_type().intern(), inputs);
    Tensor radians = Tensors.times(diagonal, 2 * Math.PI).unsqueeze(2);
    return radians.mul(frequencies).view(inputs, frequencies.numel());
  }
}
