package io.diglm.flow;

import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/** A fixed order of columns: y_j = x_{order[j]}, which changes no volume. */
public final class Permutation implements Bijection {
  private final long[] order;
  private final long[] back;

  /**
   * Takes column {@code order[j]} of x as column j of y.
   *
   * @throws IllegalArgumentException if a column is missing or taken twice
   */
  public Permutation(int... order) {
    this.order = IntStream.of(order).asLongStream().toArray();
    back = new long[order.length];
    boolean[] taken = new boolean[order.length];
    for (int j = 0; j < order.length; j++) {
      if (order[j] < 0 || order[j] >= order.length || taken[order[j]]) {
        throw new IllegalArgumentException(
            "order must name each of 0 to " + (order.length - 1) + " once, got " + order[j]);
      }
      taken[order[j]] = true;
      back[order[j]] = j;
    }
  }

  /** Returns the order 0, 2, 4, ..., 1, 3, 5, ... of D columns. */
  static Permutation evenThenOdd(int dimension) {
    int evens = (dimension + 1) / 2;
    return new Permutation(
        IntStream.range(0, dimension).map(j -> j < evens ? 2 * j : 2 * (j - evens) + 1).toArray());
  }

  /** Returns whether this leaves every column where it is. */
  boolean isIdentity() {
    return LongStream.range(0, order.length).allMatch(j -> order[(int) j] == j);
  }

  @Override
  public Mapped forward(Tensor x, Mode mode) {
    Shapes.requireEvent("x", x, order.length);
    return take(x, order);
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, order.length);
    return take(y, back);
  }

  private static Mapped take(Tensor x, long[] columns) {
    Tensor value = x.index_select(1, Tensors.of(columns, columns.length));
    return new Mapped(value, Tensors.zeros(x.scalar_type(), x.size(0)));
  }
}
