package io.diglm.server.tensors;

import io.diglm.schema.Cells;
import java.util.List;

/**
 * An input as received, with its elements in row-major order.
 *
 * @param name as given
 * @param datatype of the elements
 * @param shape as given
 * @param cells the elements; missing ones are NaN, or have the code -1
 */
public record Tensor(String name, Datatype datatype, List<Integer> shape, Cells cells) {
  public Tensor {
    shape = List.copyOf(shape);
  }

  /** Returns N: the first axis. */
  int rows() {
    return shape.isEmpty() ? 0 : shape.get(0);
  }

  /** Returns whether the tensor is one column: (N) or (N, 1). */
  boolean column() {
    return shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
  }
}
