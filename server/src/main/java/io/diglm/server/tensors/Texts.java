package io.diglm.server.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/** Texts of elements. */
final class Texts {
  private static final int SHOWN = 60;

  private Texts() {}

  /** Returns the text, cut for a message. */
  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** Returns the bytes that a base 64 text encodes. */
  static String decoded(String name, int i, String text) {
    try {
      return utf8(name, i, ByteBuffer.wrap(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "element %d of input '%s' must be base 64 of UTF-8, got \"%s\""
              .formatted(i, name, shortened(text)),
          e);
    }
  }

  static String utf8(String name, int i, ByteBuffer bytes) {
    try {
      return UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "element %d of input '%s' must be UTF-8, got other bytes".formatted(i, name), e);
    }
  }
}
