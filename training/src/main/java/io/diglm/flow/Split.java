package io.diglm.flow;

import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

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

  Tensor conditioning(Tensor x) {
    return part(x, !flipped);
  }

  Tensor transformed(Tensor x) {
    return part(x, flipped);
  }

  Tensor join(Tensor conditioning, Tensor transformed) {
    return flipped
        ? Tensors.cat(1, transformed, conditioning)
        : Tensors.cat(1, conditioning, transformed);
  }

  private Tensor part(Tensor x, boolean leading) {
    return leading ? x.narrow(1, 0, first) : x.narrow(1, first, rest);
  }
}
