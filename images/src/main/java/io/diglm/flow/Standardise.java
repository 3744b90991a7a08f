package io.diglm.flow;

import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** y = (x - mean) / deviation, column by column, with fixed mean and deviation. */
public final class Standardise implements Bijection {
  private final Tensor mean;
  private final Tensor deviation;

  /**
   * Makes the map with these means and deviations (D), unless the store has them under {@code
   * name.mean} and {@code name.deviation}.
   *
   * @param store holds or makes these tensors
   * @param name under which they are stored
   * @param mean of each column (D)
   * @param deviation standard deviation of each column (D)
   * @throws IllegalArgumentException if a deviation is not positive and finite
   */
  public Standardise(ParameterStore store, String name, double[] mean, double[] deviation) {
    for (double value : deviation) {
      if (!(value > 0 && Double.isFinite(value))) {
        throw new IllegalArgumentException("deviation must be positive and finite, got " + value);
      }
    }
    this.mean = store.buffer(name + ".mean", () -> Tensors.of(mean, mean.length));
    this.deviation =
        store.buffer(name + ".deviation", () -> Tensors.of(deviation, deviation.length));
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, mean.size(0));
    return Mapped.constant(x.sub(mean).div(deviation), deviation.log().neg());
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, mean.size(0));
    return Mapped.constant(y.mul(deviation).add(mean), deviation.log());
  }
}
