package io.diglm.cli.output;

/** Thrown if standard output did not take everything that was written to it. */
public final class LostOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes it with the message that a user sees. */
  public LostOutputException() {
    super("standard output must take all of the result, got a failure (is the disk full?)");
  }
}
