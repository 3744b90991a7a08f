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
}
