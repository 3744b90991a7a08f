package io.diglm.flow;

import io.diglm.model.FlowConfig;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import org.bytedeco.pytorch.Tensor;

/**
 * y_t = spline(x_t), a monotone rational-quadratic spline on [-B, B] and the identity outside it,
 * whose knots a network of the other columns gives (Durkan et al. 2019). It starts as the identity.
 */
public final class SplineCoupling implements Bijection {
  private final Split split;
  private final int bins;
  private final double tail;
  private final Conditioner conditioner;

  /** Takes the network's tensors under {@code name}; {@code tail} is B. */
  SplineCoupling(ParameterStore store, String name, Split split, FlowConfig config, double tail) {
    this.split = split;
    this.bins = config.bins();
    this.tail = tail;
    int outputs = split.transformed() * RationalQuadratic.parameters(bins);
    this.conditioner = Conditioner.of(store, name, split.conditioning(), outputs, config);
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, split.dimension());
    Split.Parts parts = split.of(x);
    RationalQuadratic.Point moved = spline(parts.conditioning()).forward(parts.transformed());
    return Mapped.triangular(split.join(parts.conditioning(), moved.value()), moved.logSlope());
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, split.dimension());
    Split.Parts parts = split.of(y);
    RationalQuadratic.Point moved = spline(parts.conditioning()).inverse(parts.transformed());
    return Mapped.triangular(split.join(parts.conditioning(), moved.value()), moved.logSlope());
  }

  private RationalQuadratic spline(Tensor fixed) {
    Tensor raw = conditioner.apply(fixed);
    int each = RationalQuadratic.parameters(bins);
    return RationalQuadratic.of(raw.view(raw.size(0), split.transformed(), each), bins, tail);
  }
}
