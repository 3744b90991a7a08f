package io.diglm.torch;

import io.diglm.model.TensorData;
import io.diglm.network.NamedWeights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The tensors of a store as plain Java, and back. Parameters and buffers share their names. */
public final class Weights {
  private Weights() {}

  /**
   * Copies all tensors out of a store, as float32.
   *
   * @param store to copy from
   * @return the tensors by name
   */
  public static Map<String, TensorData> of(ParameterStore store) {
    return NativeScope.infer(
        () -> {
          Map<String, TensorData> weights = new LinkedHashMap<>();
          tensors(store).forEach((name, tensor) -> weights.put(name, data(tensor)));
          return weights;
        });
  }

  /**
   * Copies values into the tensors of a store.
   *
   * @param weights tensors by name
   * @param store whose tensors are written
   * @throws io.diglm.model.UnusableFileException if a tensor is missing, unknown or of another
   *     shape
   */
  public static void load(Map<String, TensorData> weights, ParameterStore store) {
    NamedWeights named = new NamedWeights(weights);
    NativeScope.infer(
        () -> {
          tensors(store).forEach((name, tensor) -> fill(name, tensor, named));
          return true;
        });
    named.requireAllTaken();
  }

  private static void fill(String name, Tensor tensor, NamedWeights weights) {
    long[] shape = shape(tensor);
    Tensors.fill(tensor, weights.take(name, shape));
  }

  private static Map<String, Tensor> tensors(ParameterStore store) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(store.parameters());
    tensors.putAll(store.buffers());
    return tensors;
  }

  private static TensorData data(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    Tensors.copy(tensor, values);
    return TensorData.of(values, shape(tensor));
  }

  private static long[] shape(Tensor tensor) {
    long[] shape = new long[(int) tensor.dim()];
    Arrays.setAll(shape, tensor::size);
    return shape;
  }
}
