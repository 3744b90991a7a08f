package io.diglm.server.tensors;

import io.diglm.schema.StorageType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The types of a tensor's elements. Bytes are little-endian. */
public enum Datatype {
  /** One byte each, 0 or 1. */
  BOOL(1),
  /** Unsigned, one byte. */
  UINT8(1),
  /** Unsigned, two bytes. */
  UINT16(2),
  /** Unsigned, four bytes. */
  UINT32(4),
  /** Unsigned, eight bytes. */
  UINT64(8),
  /** Signed, one byte. */
  INT8(1),
  /** Signed, two bytes. */
  INT16(2),
  /** Signed, four bytes. */
  INT32(4),
  /** Signed, eight bytes. */
  INT64(8),
  /** Half precision. */
  FP16(2),
  /** The upper half of single precision. */
  BF16(2),
  /** Single precision. */
  FP32(4),
  /** Double precision. */
  FP64(8),
  /** Text in UTF-8. In binary form, each text follows its length in four bytes. */
  BYTES(0);

  private static final double TWO_TO_32 = 0x1p32;

  private final int width;

  Datatype(int width) {
    this.width = width;
  }

  /** Returns the bytes of an element, or 0 if they differ between elements. */
  int width() {
    return width;
  }

  /**
   * {@return the type of tensors for a column of this type}
   *
   * @param type of a column
   */
  public static Datatype of(StorageType type) {
    return switch (type) {
      case INTEGER -> INT64;
      case DECIMAL -> FP64;
      case BOOLEAN -> BOOL;
      case TEXT, DATE, TIME, TIMESTAMP -> BYTES;
    };
  }

  /** Returns the type of cells of this type. */
  StorageType storage() {
    return switch (this) {
      case BOOL -> StorageType.BOOLEAN;
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> StorageType.INTEGER;
      case FP16, BF16, FP32, FP64 -> StorageType.DECIMAL;
      case BYTES -> StorageType.TEXT;
    };
  }

  static Datatype named(String name, String tensor) {
    List<Datatype> all = Arrays.asList(values());
    return all.stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "datatype of input '%s' must be one of %s, got %s"
                        .formatted(tensor, all, name)));
  }

  /** Reads the next element of a type that is a number. */
  double read(ByteBuffer from) {
    return switch (this) {
      case BOOL -> from.get() == 0 ? 0 : 1;
      case UINT8 -> from.get() & 0xff;
      case UINT16 -> from.getShort() & 0xffff;
      case UINT32 -> from.getInt() & 0xffff_ffffL;
      case UINT64 -> unsigned(from.getLong());
      case INT8 -> from.get();
      case INT16 -> from.getShort();
      case INT32 -> from.getInt();
      case INT64 -> from.getLong();
      case FP16 -> half(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
      case FP32 -> from.getFloat();
      case FP64 -> from.getDouble();
      case BYTES -> throw new IllegalStateException("element must be a number, got BYTES");
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (double) (bits >>> 32) * TWO_TO_32 + (bits & 0xffff_ffffL);
  }

  /** One bit of sign, five of exponent, ten of fraction. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits < 0 ? -size : size;
  }
}
