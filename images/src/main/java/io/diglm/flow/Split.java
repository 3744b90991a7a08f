package io.diglm.flow;

import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The two parts of a coupling's columns: the first ones and the rest.
 *
 * @param first number of columns in the first part
 * @param rest number of columns in the rest
 * @param flipped whether the rest condition the first, rather than the first the rest
 */
record Split(int first, int rest, boolean flipped) {
  static Split of(int dimension, int first, boolean flipped) {
    return new Split(first, dimension - first, flipped);
  }

  int dimension() {
    return first + rest;
  }

  /** Number of columns that stay and condition the others. */
  int conditioning() {
    return flipped ? rest : first;
  }

  /** Number of columns that are transformed. */
  int transformed() {
    return flipped ? first : rest;
  }

  /** The columns of a batch that stay and condition, and those that are transformed. */
  record Parts(Tensor conditioning, Tensor transformed) {}

  /** Uses one split instead of two slices, because its gradient is one concatenation. */
  Parts of(Tensor x) {
    TensorVector parts = x.split(new long[] {first, rest}, 1);
    return flipped ? new Parts(parts.get(1), parts.get(0)) : new Parts(parts.get(0), parts.get(1));
  }

  Tensor join(Tensor conditioning, Tensor transformed) {
    return flipped
        ? Tensors.cat(1, transformed, conditioning)
        : Tensors.cat(1, conditioning, transformed);
  }
}
