package io.diglm.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * A tensor in plain Java memory, row-major and little-endian.
 *
 * @param type the number type
 * @param shape the sizes of its axes; none for a scalar
 * @param data its bytes, from the buffer's position to its limit; shared, not copied
 */
public record TensorData(TensorType type, long[] shape, ByteBuffer data) {
  /** Requires the number of bytes that type and shape declare. */
  public TensorData {
    shape = shape.clone();
    data = data.slice().asReadOnlyBuffer();
    long bytes = Math.multiplyExact(elements(shape), type.bytes());
    if (data.remaining() != bytes) {
      throw new IllegalArgumentException(
          "data of a %s tensor of shape %s must have %d bytes, got %d"
              .formatted(type, Arrays.toString(shape), bytes, data.remaining()));
    }
  }

  /**
   * {@return an F32 tensor of these values}
   *
   * @param values row-major
   * @param shape whose product is the number of values
   */
  public static TensorData of(float[] values, long... shape) {
    ByteBuffer bytes = allocate(values.length, TensorType.F32);
    bytes.asFloatBuffer().put(values);
    return new TensorData(TensorType.F32, shape, bytes);
  }

  /**
   * {@return an F64 tensor of these values}
   *
   * @param values row-major
   * @param shape whose product is the number of values
   */
  public static TensorData of(double[] values, long... shape) {
    ByteBuffer bytes = allocate(values.length, TensorType.F64);
    bytes.asDoubleBuffer().put(values);
    return new TensorData(TensorType.F64, shape, bytes);
  }

  /**
   * {@return an I64 tensor of these values}
   *
   * @param values row-major
   * @param shape whose product is the number of values
   */
  public static TensorData of(long[] values, long... shape) {
    ByteBuffer bytes = allocate(values.length, TensorType.I64);
    bytes.asLongBuffer().put(values);
    return new TensorData(TensorType.I64, shape, bytes);
  }

  /** Returns the number of elements: the product of {@code shape}. */
  static long elements(long[] shape) {
    long product = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape must have no negative size, got " + Arrays.toString(shape));
      }
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  /** {@return a copy of the sizes of its axes} */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** {@return a read-only, little-endian view of its bytes with its own position} */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@return the values of an F32 or BF16 tensor} */
  public float[] floats() {
    float[] values = new float[length()];
    switch (type) {
      case F32 -> data().asFloatBuffer().get(values);
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(data().getShort(2 * i) << 16);
        }
      }
      case F64, I64, U8 -> throw wrongType("F32 or BF16");
    }
    return values;
  }

  /** {@return the values of an F64, F32 or BF16 tensor; widening is exact} */
  public double[] doubles() {
    double[] values = new double[length()];
    switch (type) {
      case F64 -> data().asDoubleBuffer().get(values);
      case F32, BF16 -> Arrays.setAll(values, widened(floats()));
      case I64, U8 -> throw wrongType("F64, F32 or BF16");
    }
    return values;
  }

  /** {@return the values of an I64 or U8 tensor} */
  public long[] longs() {
    long[] values = new long[length()];
    ByteBuffer bytes = data();
    switch (type) {
      case I64 -> bytes.asLongBuffer().get(values);
      case U8 -> Arrays.setAll(values, i -> bytes.get(i) & 0xFF);
      case F64, F32, BF16 -> throw wrongType("I64 or U8");
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorData that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && data.equals(that.data);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + data.hashCode();
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }

  private int length() {
    return data.remaining() / type.bytes();
  }

  private static ByteBuffer allocate(int length, TensorType type) {
    return ByteBuffer.allocate(Math.multiplyExact(length, type.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static IntToDoubleFunction widened(float[] values) {
    return i -> values[i];
  }

  private IllegalArgumentException wrongType(String rule) {
    return new IllegalArgumentException("type of the tensor must be " + rule + ", got " + type);
  }
}
