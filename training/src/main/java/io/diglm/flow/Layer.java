package io.diglm.flow;

import org.bytedeco.pytorch.Tensor;

/** One layer of a coupling network. */
interface Layer {
  /** x (N, in) -> (N, out). */
  Tensor apply(Tensor x);
}
