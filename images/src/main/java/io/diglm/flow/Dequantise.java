package io.diglm.flow;

import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * Spreads whole multiples of a quantum q over their cells: y = x + q u, u uniform on (0, 1) in
 * training and 1/2 otherwise; the log-det is 0, so densities stay in the user's units.
 *
 * <p>The inverse is q floor(y / q). This is not a bijection but a stochastic surjection (Nielsen et
 * al. 2020): the inverse undoes forward on multiples of q, and forward undoes the inverse up to one
 * quantum. With noise, log p is on average a lower bound of the log-probability of the multiple.
 */
public final class Dequantise implements Bijection {
  private final Tensor quantum;
  private final SplittableRandom random;

  /**
   * Makes the map with these quanta (D), unless the store has them under {@code name.quantum}.
   *
   * @param store holds or makes the quanta
   * @param name under which they are stored
   * @param random the source of noise
   * @param quanta widths of the noise (D); 0 is refused
   * @throws IllegalArgumentException if a quantum is not positive and finite
   */
  public Dequantise(ParameterStore store, String name, SplittableRandom random, double... quanta) {
    for (double value : quanta) {
      if (!(value > 0 && Double.isFinite(value))) {
        throw new IllegalArgumentException("quantum must be positive and finite, got " + value);
      }
    }
    this.random = random;
    this.quantum = store.buffer(name + ".quantum", () -> Tensors.of(quanta, quanta.length));
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, quantum.size(0));
    return Mapped.rigid(x.add(Tensors.times(quantum, 0.5)));
  }

  @Override
  public Mapped forward(Tensor x, Mode mode) {
    if (mode == Mode.EVALUATION) {
      return forward(x);
    }
    Shapes.requireEvent("x", x, quantum.size(0));
    double[] uniform = random.doubles(x.numel()).toArray();
    Tensor noise = Tensors.of(uniform, x.size(0), x.size(1)).to(x.scalar_type());
    return Mapped.rigid(x.add(noise.mul(quantum)));
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, quantum.size(0));
    return Mapped.rigid(y.div(quantum).floor().mul(quantum));
  }
}
