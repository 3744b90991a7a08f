package io.diglm.cli;

/** Thrown if standard output did not take everything that was written to it. */
final class LostOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostOutputException() {
    super("standard output must take all of the result, got a failure (is the disk full?)");
  }
}
