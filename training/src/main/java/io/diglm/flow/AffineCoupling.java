package io.diglm.flow;

import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Shifts and scales one part of the columns by a network of the other (Dinh et al. 2017).
 *
 * <p>y_m = x_m * exp(s(x_s)) + t(x_s), with s = c tanh(raw / c) bounded softly; log-det = sum of s.
 * The network puts out the raw s of all moving columns, then their t.
 */
public final class AffineCoupling implements Bijection {
  private final Split split;
  private final Network network;
  private final double bound;

  /**
   * Joins the parts of a coupling.
   *
   * @param network from {@code split.staying()} columns to {@code 2 * split.moving()}
   * @param bound c, the largest |s|
   * @throws IllegalArgumentException if c is not positive, or the network has other widths
   */
  public AffineCoupling(Split split, Network network, double bound) {
    network.requireWidths(split.staying(), 2 * split.moving());
    if (!(bound > 0)) {
      throw new IllegalArgumentException("log-scale bound must be positive, got " + bound);
    }
    this.split = split;
    this.network = network;
    this.bound = bound;
  }

  @Override
  public Mapped forward(Tensor x, Mode mode) {
    Shapes.requireEvent("x", x, split.dimension());
    Tensor stayed = split.stay(x);
    Tensor raw = network.forward(stayed);
    Tensor logScale = logScale(raw);
    Tensor moved = torch.addcmul(shift(raw), split.move(x), logScale.exp());
    return new Mapped(split.join(stayed, moved), logScale.sum(1));
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, split.dimension());
    Tensor stayed = split.stay(y);
    Tensor raw = network.forward(stayed);
    Tensor logScale = logScale(raw).neg();
    Tensor moved = split.move(y).sub(shift(raw)).mul(logScale.exp());
    return new Mapped(split.join(stayed, moved), logScale.sum(1));
  }

  private Tensor logScale(Tensor raw) {
    Tensor scaled = Tensors.times(raw.narrow(1, 0, split.moving()), 1 / bound);
    return Tensors.times(scaled.tanh_(), bound);
  }

  private Tensor shift(Tensor raw) {
    return raw.narrow(1, split.moving(), split.moving());
  }
}
