package io.diglm.model;

/**
 * Thrown if a file cannot be read, written or trusted. The message is one line that says which
 * file, what is wrong and what to do.
 */
public final class UnusableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. The message says in one line what is wrong with which file. */
  public UnusableFileException(String message) {
    super(message);
  }

  /** Makes the exception with a cause. */
  public UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
