package io.diglm.model;

/**
 * A file that cannot be read, written or believed; its message is one line: which file, what is
 * wrong, what to do.
 */
public final class UnusableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says in one line what is wrong with which file. */
  public UnusableFileException(String message) {
    super(message);
  }

  /** The same, caused by another exception. */
  public UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
