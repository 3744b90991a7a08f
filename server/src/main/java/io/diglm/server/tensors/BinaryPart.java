package io.diglm.server.tensors;

import java.nio.ByteBuffer;

/** The bytes of a request after its JSON, which its inputs take one after another. */
final class BinaryPart {
  private final byte[] body;
  private int at;

  /**
   * @param at where the JSON ends
   */
  BinaryPart(byte[] body, int at) {
    this.body = body;
    this.at = at;
  }

  /** Returns the next bytes, which are those of an input. */
  ByteBuffer next(String name, int size) {
    if (size > body.length - at) {
      throw new IllegalArgumentException(
          "binary_data_size of input '%s' must be at most the %,d bytes left, got %,d"
              .formatted(name, body.length - at, size));
    }
    ByteBuffer bytes = ByteBuffer.wrap(body, at, size).slice();
    at += size;
    return bytes;
  }

  /** Requires that no bytes are left. */
  void requireEnd() {
    if (at != body.length) {
      throw new IllegalArgumentException(
          "bytes after the JSON must be those of binary_data_size, got %,d more"
              .formatted(body.length - at));
    }
  }
}
