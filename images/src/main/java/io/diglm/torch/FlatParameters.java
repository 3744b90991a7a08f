package io.diglm.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * All learned tensors of a store in one vector of values and one of gradients. The tensors are
 * views of these vectors, so setting, reading or clearing all of them is one operation.
 *
 * @param values (P)
 * @param gradients (P); backward adds into it
 */
public record FlatParameters(Tensor values, Tensor gradients) implements AutoCloseable {

  /** Moves the values of a store into one vector; the store's tensors become views of it. */
  static FlatParameters of(ParameterStore store) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      long size = store.parameters().values().stream().mapToLong(Tensor::numel).sum();
      FlatParameters flat = new FlatParameters(vector(store, size), vector(store, size));
      long offset = 0;
      for (Tensor parameter : store.parameters().values()) {
        Tensor view = flat.view(flat.values, parameter, offset);
        view.copy_(parameter);
        parameter.set_data(view);
        parameter.mutable_grad().put(flat.view(flat.gradients, parameter, offset));
        offset += parameter.numel();
      }
      return flat;
    }
  }

  private Tensor view(Tensor vector, Tensor like, long offset) {
    return vector.narrow(0, offset, like.numel()).view_as(like);
  }

  private static Tensor vector(ParameterStore store, long size) {
    Tensor vector = Tensors.zeros(store.type(), size);
    vector.retainReference();
    return vector;
  }

  @Override
  public void close() {
    values.releaseReference();
    gradients.releaseReference();
  }
}
