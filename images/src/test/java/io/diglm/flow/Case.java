package io.diglm.flow;

import io.diglm.distribution.Seeds;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A row of the contract's table.
 *
 * @param build makes the bijection over a store
 */
record Case(String name, int dimension, Function<ParameterStore, Bijection> build) {
  static final int ROWS = 7;

  /** The bijection with weights away from where they start. */
  Bijection disturbed(ParameterStore store) {
    Bijection bijection = build.apply(store);
    SplittableRandom random = new SplittableRandom(11);
    try (NoGradGuard guard = new NoGradGuard()) {
      store.parameters().values().forEach(parameter -> disturb(parameter, random, 0.2));
    }
    return bijection;
  }

  private static void disturb(Tensor tensor, SplittableRandom random, double deviation) {
    int count = (int) tensor.numel();
    Tensor noise = Tensors.of(Seeds.normal(random, count, deviation), count);
    tensor.add_(noise.to(tensor.scalar_type()).view_as(tensor));
  }

  Tensor x(ScalarType type) {
    return normal(3).to(type);
  }

  Tensor y(ScalarType type) {
    return normal(4).to(type);
  }

  private Tensor normal(long seed) {
    int count = ROWS * dimension;
    return Tensors.of(Seeds.normal(new SplittableRandom(seed), count, 1.5), ROWS, dimension)
        .to(ScalarType.Double);
  }

  @Override
  public String toString() {
    return name + " of " + dimension;
  }
}
