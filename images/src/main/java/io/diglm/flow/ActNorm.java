package io.diglm.flow;

import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * y = x exp(logScale) + shift, column by column, learned; {@link #initialise} gives the first rows
 * mean 0 and variance 1 (Kingma and Dhariwal 2018). Before that it is the identity.
 */
public final class ActNorm implements DataInitialised {
  private static final double SMALLEST_DEVIATION = 1e-3;

  private final Tensor logScale;
  private final Tensor shift;
  private final Tensor initialised;

  /**
   * Makes the map over {@code logScale} and {@code shift} (D) and the flag {@code initialised} (1).
   *
   * @param store holds or makes these tensors
   * @param name under which they are stored
   * @param dimension D
   */
  public ActNorm(ParameterStore store, String name, int dimension) {
    logScale = store.parameter(name + ".logScale", () -> Tensors.zeros(store.type(), dimension));
    shift = store.parameter(name + ".shift", () -> Tensors.zeros(store.type(), dimension));
    initialised = store.buffer(name + ".initialised", () -> Tensors.zeros(store.type(), 1));
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, shift.size(0));
    return Mapped.constant(x.mul(logScale.exp()).add(shift), logScale);
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, shift.size(0));
    return Mapped.constant(y.sub(shift).mul(logScale.neg().exp()), logScale.neg());
  }

  @Override
  public void initialise(Tensor x) {
    Shapes.requireEvent("x", x, shift.size(0));
    if (Tensors.doubles(initialised)[0] != 0) {
      return;
    }
    try (NoGradGuard guard = new NoGradGuard()) {
      Moments moments = Moments.of(x);
      Tensor deviation = Tensors.atLeast(moments.variance().sqrt(), SMALLEST_DEVIATION);
      logScale.copy_(deviation.log().neg());
      shift.copy_(moments.mean().div(deviation).neg());
      initialised.fill_(new Scalar(1.0));
    }
  }
}
