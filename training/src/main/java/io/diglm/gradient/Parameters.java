package io.diglm.gradient;

import io.diglm.model.TensorData;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a model learns, in one vector of which each tensor is a named slice, such as {@code
 * flow.3.coupling.0.weight}; and its buffers, which are kept and saved like tensors but not
 * learned. This is the only owner: an optimiser moves the vector in place, and a pass reads it.
 */
public final class Parameters {
  private final Map<String, Slice> slices;
  private final Map<String, Buffer> buffers;
  private final float[] values;

  /** Where a tensor starts, and its shape. */
  private record Slice(int from, long[] shape) {}

  private record Buffer(float[] numbers, long[] shape) {}

  private Parameters(Map<String, Slice> slices, Map<String, Buffer> buffers, float[] values) {
    this.slices = slices;
    this.buffers = buffers;
    this.values = values;
  }

  /** Collects tensors in order. */
  public static final class Maker {
    private final Map<String, float[]> learned = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();

    /**
     * Adds a tensor with its initial values.
     *
     * @param name of the tensor, dotted
     * @param initial values, row-major
     * @param shape of the tensor
     * @return this maker
     */
    public Maker learned(String name, float[] initial, long... shape) {
      requireNew(name);
      learned.put(name, initial.clone());
      shapes.put(name, shape.clone());
      return this;
    }

    /**
     * Adds a buffer with its initial values.
     *
     * @param name of the buffer, dotted
     * @param initial values, row-major
     * @param shape of the buffer
     * @return this maker
     */
    public Maker buffer(String name, float[] initial, long... shape) {
      requireNew(name);
      buffers.put(name, new Buffer(initial.clone(), shape.clone()));
      return this;
    }

    private void requireNew(String name) {
      if (learned.containsKey(name) || buffers.containsKey(name)) {
        throw new IllegalArgumentException("a tensor's name must be new, got " + name);
      }
    }

    /**
     * Lays the tensors into one vector.
     *
     * @return the parameters, with the initial values
     */
    public Parameters build() {
      int size = learned.values().stream().mapToInt(numbers -> numbers.length).sum();
      float[] values = new float[size];
      Map<String, Slice> slices = new LinkedHashMap<>();
      int from = 0;
      for (Map.Entry<String, float[]> tensor : learned.entrySet()) {
        float[] numbers = tensor.getValue();
        long[] shape = shapes.getOrDefault(tensor.getKey(), new long[0]);
        System.arraycopy(numbers, 0, values, from, numbers.length);
        slices.put(tensor.getKey(), new Slice(from, shape));
        from += numbers.length;
      }
      return new Parameters(slices, new LinkedHashMap<>(buffers), values);
    }
  }

  /** {@return the vector itself (P)} */
  public float[] values() {
    return values;
  }

  /**
   * {@return where a tensor starts in the vector}
   *
   * @param name of a learned tensor
   * @throws IllegalArgumentException if there is none of this name
   */
  public int place(String name) {
    Slice slice = slices.get(name);
    if (slice == null) {
      throw new IllegalArgumentException("parameters must hold " + name + ", got none");
    }
    return slice.from;
  }

  /**
   * {@return a buffer itself}
   *
   * @param name of a buffer
   * @throws IllegalArgumentException if there is none of this name
   */
  public float[] buffer(String name) {
    Buffer buffer = buffers.get(name);
    if (buffer == null) {
      throw new IllegalArgumentException("buffers must hold " + name + ", got none");
    }
    return buffer.numbers;
  }

  /** {@return the buffers themselves, by name} */
  public Map<String, float[]> buffers() {
    Map<String, float[]> numbers = new LinkedHashMap<>();
    buffers.forEach((name, buffer) -> numbers.put(name, buffer.numbers));
    return numbers;
  }

  /** {@return a copy of all tensors and buffers, as a model file holds them} */
  public Map<String, TensorData> tensors() {
    return tensors(values);
  }

  /**
   * {@return the tensors that another vector holds, and the buffers}
   *
   * @param numbers as long as the vector of parameters
   */
  public Map<String, TensorData> tensors(float[] numbers) {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    slices.forEach(
        (name, slice) -> {
          long count = 1;
          for (long size : slice.shape) {
            count *= size;
          }
          float[] own = new float[(int) count];
          System.arraycopy(numbers, slice.from, own, 0, own.length);
          tensors.put(name, TensorData.of(own, slice.shape));
        });
    buffers.forEach(
        (name, buffer) -> tensors.put(name, TensorData.of(buffer.numbers.clone(), buffer.shape)));
    return tensors;
  }
}
