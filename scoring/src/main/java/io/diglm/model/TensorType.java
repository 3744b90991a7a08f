package io.diglm.model;

/**
 * Number types of a tensor in a safetensors file, little-endian, in the order of the reference
 * implementation: the widest first, so that every tensor is aligned.
 */
public enum TensorType {
  /** Signed integers of 64 bits. */
  I64(8),
  /** IEEE 754 double precision. */
  F64(8),
  /** IEEE 754 single precision. */
  F32(4),
  /** The upper half of an {@link #F32}. */
  BF16(2),
  /** Unsigned bytes. */
  U8(1);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** {@return the bytes of one element} */
  public int bytes() {
    return bytes;
  }
}
