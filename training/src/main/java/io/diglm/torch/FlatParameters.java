package io.diglm.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * All learned tensors of a store as one vector of values and one of gradients, of which they are
 * views: an optimiser, a norm, a copy or an average is then one operation, not one a tensor.
 *
 * @param values (P)
 * @param gradients (P); backward adds into it
 * @param numbers the values in plain Java (P): whoever sets those of one side calls {@link #read}
 *     or {@link #write}
 */
public record FlatParameters(Tensor values, Tensor gradients, float[] numbers)
    implements AutoCloseable {

  /** Moves the values of a store into one vector; the store's tensors become views of it. */
  static FlatParameters of(ParameterStore store) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      long size = store.parameters().values().stream().mapToLong(Tensor::numel).sum();
      FlatParameters flat =
          new FlatParameters(vector(store, size), vector(store, size), new float[(int) size]);
      long offset = 0;
      for (Tensor parameter : store.parameters().values()) {
        Tensor view = flat.view(flat.values, parameter, offset);
        view.copy_(parameter);
        parameter.set_data(view);
        flat.bind(parameter, offset);
        offset += parameter.numel();
      }
      flat.read();
      return flat;
    }
  }

  /** Returns the same values with gradients of their own, for a twin on another thread. */
  FlatParameters twin(ParameterStore store) {
    try (PointerScope scope = new PointerScope()) {
      values.retainReference();
      return new FlatParameters(values, vector(store, values.numel()), numbers);
    }
  }

  /** Takes the numbers from the tensor. */
  public void read() {
    Tensors.copy(values, numbers);
  }

  /** Sets the tensor to the numbers. */
  public void write() {
    write(0, numbers.length);
  }

  /** Sets a stretch of the tensor. */
  public void write(int from, int to) {
    Tensors.fill(values.narrow(0, from, (long) to - from), numbers, from);
  }

  /** Makes backward add the gradient of this parameter into the flat vector. */
  void bind(Tensor parameter, long offset) {
    parameter.mutable_grad().put(view(gradients, parameter, offset));
  }

  Tensor view(Tensor vector, Tensor like, long offset) {
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
