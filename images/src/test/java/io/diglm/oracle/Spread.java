package io.diglm.oracle;

import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The spread of a posterior over the coefficients of one predictor, shared by all threads and set
 * from outside.
 *
 * @param root F (C, C), S = F^T F
 */
record Spread(Tensor root) {
  static Spread of(ParameterStore store, int dimension) {
    long width = dimension + 1L;
    return new Spread(
        store.buffer(TargetTerm.PREFIX + "root", () -> Tensors.zeros(store.type(), width, width)));
  }

  /** Returns phi^T S phi (N) of latents z (N, D). */
  Tensor variance(Tensor z) {
    long dimension = root.size(1) - 1;
    Tensor weights = root.narrow(1, 0, dimension);
    Tensor mapped = torch.linear(z, weights, root.select(1, dimension));
    return Tensors.sumOfEvent(mapped.square());
  }

  void set(double[] values) {
    Tensor given = Tensors.of(values, root.size(0), root.size(1));
    root.copy_(given.to(root.scalar_type()));
  }
}
