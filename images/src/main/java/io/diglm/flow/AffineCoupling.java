package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * y_t = x_t exp(s) + t, where a network of the other columns gives s and t (Dinh et al. 2017; the
 * paper's equations 2 and 3); the log-det is the sum of s. It starts as the identity.
 *
 * <p>s = c tanh(raw / c) keeps log-scales in (-c, c): unbounded log-scales are the usual cause of
 * overflow.
 */
public final class AffineCoupling implements Bijection {
  private final Split split;
  private final double bound;
  private final UnaryOperator<Tensor> conditioner;

  /** Takes the network's tensors under {@code name}; its outputs are raw, then t. */
  AffineCoupling(ParameterStore store, String name, Split split, FlowConfig config) {
    this(
        split,
        config.logScaleBound(),
        Conditioner.of(store, name, split.conditioning(), 2 * split.transformed(), config));
  }

  /**
   * Takes a network from the columns that stay (N, d) to the raw log-scales, followed by t (N, 2 (D
   * - d)).
   */
  AffineCoupling(Split split, double bound, UnaryOperator<Tensor> network) {
    this.split = split;
    this.bound = bound;
    this.conditioner = network;
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, split.dimension());
    Split.Parts parts = split.of(x);
    TensorVector outputs = outputs(parts.conditioning());
    Tensor logScale = logScale(outputs.get(0));
    Tensor moved = torch.addcmul(outputs.get(1), parts.transformed(), logScale.exp());
    return Mapped.triangular(split.join(parts.conditioning(), moved), logScale);
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, split.dimension());
    Split.Parts parts = split.of(y);
    TensorVector outputs = outputs(parts.conditioning());
    Tensor logSlope = logScale(outputs.get(0)).neg();
    Tensor moved = parts.transformed().sub(outputs.get(1)).mul(logSlope.exp());
    return Mapped.triangular(split.join(parts.conditioning(), moved), logSlope);
  }

  /** Raw log-scales and shifts, both (N, transformed). */
  private TensorVector outputs(Tensor conditioning) {
    return conditioner.apply(conditioning).split(split.transformed(), 1);
  }

  private Tensor logScale(Tensor raw) {
    return Tensors.times(Tensors.times(raw, 1 / bound).tanh_(), bound);
  }
}
