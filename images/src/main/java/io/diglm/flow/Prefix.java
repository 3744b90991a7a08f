package io.diglm.flow;

import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A bijection of the first d of D columns; the others stay. This is how columns are factored out
 * between the scales of a flow (Dinh et al. 2017): all steps after that map a prefix.
 *
 * @param inner of d columns
 * @param width d
 * @param dimension D
 */
public record Prefix(Bijection inner, int width, int dimension) implements DataInitialised {
  /** Returns the inner bijection itself if it maps all columns. */
  static Bijection of(Bijection inner, int width, int dimension) {
    return width == dimension ? inner : new Prefix(inner, width, dimension);
  }

  @Override
  public Mapped forward(Tensor x) {
    return forward(x, Mode.EVALUATION);
  }

  @Override
  public Mapped forward(Tensor x, Mode mode) {
    Shapes.requireEvent("x", x, dimension);
    TensorVector parts = parts(x);
    return joined(inner.forward(parts.get(0), mode), parts.get(1));
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, dimension);
    TensorVector parts = parts(y);
    return joined(inner.inverse(parts.get(0)), parts.get(1));
  }

  @Override
  public void initialise(Tensor x) {
    if (inner instanceof DataInitialised initialised) {
      initialised.initialise(parts(x).get(0));
    }
  }

  private TensorVector parts(Tensor x) {
    return x.split(new long[] {width, (long) dimension - width}, 1);
  }

  private static Mapped joined(Mapped mapped, Tensor rest) {
    return new Mapped(Tensors.cat(1, mapped.value(), rest), mapped.logDet());
  }
}
