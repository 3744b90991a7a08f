package io.diglm.network;

import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The tensors of a model file. Some part of the network must take each of them. */
public final class NamedWeights {
  private final Map<String, TensorData> weights;
  private final Set<String> taken = new HashSet<>();

  /**
   * Makes a reader of these tensors.
   *
   * @param weights tensors by dotted name
   */
  public NamedWeights(Map<String, TensorData> weights) {
    this.weights = weights;
  }

  /**
   * {@return the numbers of a tensor}
   *
   * @param name of the tensor
   * @param shape that it must have
   * @throws UnusableFileException if it is missing or of another shape
   */
  public float[] take(String name, long... shape) {
    TensorData data = weights.get(name);
    if (data == null) {
      throw new UnusableFileException("weights must hold " + name + ", got none");
    }
    if (!Arrays.equals(data.shape(), shape)) {
      throw new UnusableFileException(
          "weights of %s must have shape %s, got %s"
              .formatted(name, Arrays.toString(shape), Arrays.toString(data.shape())));
    }
    taken.add(name);
    return data.floats();
  }

  /**
   * Requires that every tensor was taken.
   *
   * @throws UnusableFileException naming one that is
   */
  public void requireAllTaken() {
    for (String name : weights.keySet()) {
      if (!taken.contains(name)) {
        throw new UnusableFileException("weights must belong to the model's parts, got " + name);
      }
    }
  }
}
