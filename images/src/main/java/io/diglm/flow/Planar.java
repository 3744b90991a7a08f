package io.diglm.flow;

import io.diglm.distribution.Seeds;
import io.diglm.network.PlanarRoot;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * y = x + v tanh(w.x + b), with v = u + (m(w.u) - w.u) w / |w|^2 and m(a) = log(1 + e^a) - 1, so
 * that w.v > -1 and the map is invertible (Rezende and Mohamed 2015, appendix A.1).
 *
 * <p>The inverse has no closed form. Along w it is the root a of a + (w.v) tanh(a + b) = w.y, which
 * {@link PlanarRoot} finds in float64 to a relative 1e-10; a last Newton step then brings it near
 * machine precision and carries gradients. It starts as the identity.
 */
public final class Planar implements Bijection {
  /** m(a) = 0 there: u = FIXED w makes v = 0 for |w| = 1. */
  private static final double FIXED = Math.log(Math.E - 1);

  private final Tensor weight;
  private final Tensor direction;
  private final Tensor bias;

  /**
   * Makes the map over {@code weight} w (D), {@code direction} u (D) and {@code bias} b (1).
   *
   * @param store holds or makes these tensors
   * @param name under which they are stored
   * @param dimension D
   */
  public Planar(ParameterStore store, String name, int dimension) {
    weight = store.parameter(name + ".weight", () -> unit(store, name + ".weight", dimension));
    direction = store.parameter(name + ".direction", () -> Tensors.times(weight, FIXED));
    bias =
        store.parameter(
            name + ".bias", () -> Tensors.of(Seeds.normal(store.random(name + ".bias"), 1, 1), 1));
  }

  private static Tensor unit(ParameterStore store, String name, int dimension) {
    Tensor drawn = Tensors.of(Seeds.normal(store.random(name), dimension, 1), dimension);
    return drawn.div(drawn.norm());
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, weight.size(0));
    Tensor v = invertible();
    Tensor h = x.matmul(weight).add(bias).tanh();
    return new Mapped(x.add(outer(h, v)), logSlope(h, v));
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, weight.size(0));
    Tensor v = invertible();
    Tensor h = along(y, v).add(bias).tanh();
    return new Mapped(y.sub(outer(h, v)), logSlope(h, v).neg());
  }

  /** w.x of the x that maps to y. */
  private Tensor along(Tensor y, Tensor v) {
    Tensor target = y.matmul(weight);
    Tensor slope = weight.dot(v);
    double[] roots = Tensors.doubles(target);
    PlanarRoot root = new PlanarRoot(Tensors.doubles(slope)[0], Tensors.doubles(bias)[0]);
    for (int i = 0; i < roots.length; i++) {
      roots[i] = root.of(roots[i]);
    }
    Tensor found = Tensors.of(roots, roots.length).to(y.scalar_type());
    Tensor h = found.add(bias).tanh();
    Tensor residual = found.add(slope.mul(h)).sub(target);
    Tensor rise = Tensors.plus(slope.mul(oneMinusSquare(h)), 1).detach();
    return found.sub(residual.div(rise));
  }

  /** The direction v (D) that keeps the map invertible. */
  private Tensor invertible() {
    Tensor along = weight.dot(direction);
    Tensor wanted = Tensors.plus(torch.log_sigmoid(along.neg()).neg(), -1);
    return direction.add(weight.mul(wanted.sub(along).div(weight.dot(weight))));
  }

  /** log(1 + w.v (1 - h^2)) (N), of tanh's slope 1 - h^2. */
  private Tensor logSlope(Tensor h, Tensor v) {
    return weight.dot(v).mul(oneMinusSquare(h)).to(ScalarType.Double).log1p();
  }

  private static Tensor oneMinusSquare(Tensor h) {
    return Tensors.plus(h.square().neg(), 1);
  }

  private static Tensor outer(Tensor h, Tensor v) {
    return h.unsqueeze(1).mul(v);
  }
}
