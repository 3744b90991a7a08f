package io.diglm.model;

/**
 * Thrown if a file cannot be read, written or trusted. The message is one line that says which
 * file, what is wrong and what to do. A control character in it, such as a line break in a name
 * that the file holds, becomes its code point as Java writes it.
 */
public final class UnusableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception. The message says in one line what is wrong with which file.
   *
   * @param message what is wrong with which file, in one line
   */
  public UnusableFileException(String message) {
    super(line(message));
  }

  /**
   * Makes the exception with a cause.
   *
   * @param message what is wrong with which file, in one line
   * @param cause what was thrown below
   */
  public UnusableFileException(String message, Throwable cause) {
    super(line(message), cause);
  }

  private static String line(String message) {
    if (message.chars().noneMatch(Character::isISOControl)) {
      return message;
    }
    StringBuilder line = new StringBuilder();
    message
        .chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                line.append("\\u%04x".formatted(c));
              } else {
                line.append((char) c);
              }
            });
    return line.toString();
  }
}
