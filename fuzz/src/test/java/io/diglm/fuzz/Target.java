package io.diglm.fuzz;

import java.io.IOException;

/** A reader of bytes of anybody. */
@FunctionalInterface
public interface Target {
  /**
   * Reads bytes.
   *
   * @throws IllegalArgumentException if it refuses the bytes of a caller
   * @throws io.diglm.model.UnusableFileException if it refuses the bytes of a file
   */
  void read(byte[] bytes) throws IOException;

  /** Returns a target of a server, which writes what it refuses in one line. */
  static Target served(Target target) {
    return bytes -> {
      try {
        target.read(bytes);
      } catch (IllegalArgumentException e) {
        String line = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        throw new IllegalArgumentException(line, e);
      }
    };
  }
}
