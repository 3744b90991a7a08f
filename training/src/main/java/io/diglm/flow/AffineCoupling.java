package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * y_t = x_t exp(s) + t, where a network of the other columns gives s and t (Dinh et al. 2017; the
 * paper's equations 2 and 3); the log-det is the sum of s. It starts as the identity.
 *
 * <p>s = c tanh(raw / c) keeps log-scales in (-c, c): unbounded, they are the first cause of
 * overflow.
 */
public final class AffineCoupling implements Bijection {
  private final Split split;
  private final double bound;
  private final Conditioner conditioner;

  /** Takes the network's tensors under {@code name}; its outputs are raw, then t. */
  AffineCoupling(ParameterStore store, String name, Split split, FlowConfig config) {
    this.split = split;
    this.bound = config.logScaleBound();
    this.conditioner =
        Conditioner.of(store, name, split.conditioning(), 2 * split.transformed(), config);
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, split.dimension());
    Tensor fixed = split.conditioning(x);
    Tensor parameters = conditioner.apply(fixed);
    Tensor logScale = logScale(parameters);
    Tensor moved = split.transformed(x).mul(logScale.exp()).add(shift(parameters));
    return Mapped.triangular(split.join(fixed, moved), logScale);
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, split.dimension());
    Tensor fixed = split.conditioning(y);
    Tensor parameters = conditioner.apply(fixed);
    Tensor logSlope = logScale(parameters).neg();
    Tensor moved = split.transformed(y).sub(shift(parameters)).mul(logSlope.exp());
    return Mapped.triangular(split.join(fixed, moved), logSlope);
  }

  private Tensor logScale(Tensor parameters) {
    Tensor raw = parameters.narrow(1, 0, split.transformed());
    return Tensors.times(Tensors.times(raw, 1 / bound).tanh(), bound);
  }

  private Tensor shift(Tensor parameters) {
    return parameters.narrow(1, split.transformed(), split.transformed());
  }
}
