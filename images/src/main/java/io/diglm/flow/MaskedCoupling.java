package io.diglm.flow;

import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.schema.ImageShape;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * An affine coupling of images in which the pixels of one colour of a checkerboard condition those
 * of the other (Dinh et al. 2017); the log-det is the sum of the log-scales of the transformed
 * pixels, which are bounded as in {@link AffineCoupling}. It starts as the identity.
 */
public final class MaskedCoupling implements Bijection {
  private final ImageShape shape;
  private final double bound;
  private final boolean even;
  private final UnaryOperator<Tensor> network;

  /**
   * Takes the network's tensors under {@code name}.
   *
   * @param even whether the pixels whose row and column add up to an even number condition
   */
  MaskedCoupling(
      ParameterStore store,
      String name,
      ImageShape shape,
      boolean even,
      FlowConfig config,
      Precision precision) {
    this.shape = shape;
    this.bound = config.logScaleBound();
    this.even = even;
    int outputs = 2 * shape.channels();
    network = ConvolutionNetwork.of(store, name, shape, outputs, config, precision);
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, shape.size());
    Tensor[] moves = moves(x);
    return Mapped.triangular(x.mul(moves[0].exp()).add(moves[1]), moves[0]);
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, shape.size());
    Tensor[] moves = moves(y);
    Tensor logSlope = moves[0].neg();
    return Mapped.triangular(y.sub(moves[1]).mul(logSlope.exp()), logSlope);
  }

  /** Returns log-scales and shifts of all pixels (N, D); they are 0 for the conditioning pixels. */
  private Tensor[] moves(Tensor x) {
    Tensor conditioning = mask(even).to(x.scalar_type());
    Tensor moved = mask(!even).to(x.scalar_type());
    TensorVector raw = network.apply(x.mul(conditioning)).split(shape.size(), 1);
    Tensor logScale = Tensors.times(Tensors.times(raw.get(0), 1 / bound).tanh(), bound);
    return new Tensor[] {logScale.mul(moved), raw.get(1).mul(moved)};
  }

  private Tensor mask(boolean ofEven) {
    float[] mask = new float[shape.size()];
    for (int i = 0; i < mask.length; i++) {
      int row = i / shape.width() % shape.height();
      int column = i % shape.width();
      mask[i] = (row + column) % 2 == 0 == ofEven ? 1 : 0;
    }
    return Tensors.of(mask, mask.length);
  }
}
