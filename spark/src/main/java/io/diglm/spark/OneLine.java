package io.diglm.spark;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.ShownText;
import java.util.function.Supplier;

/**
 * Tells what failed as one line, in the type of error of which Python shows the line alone. Spark
 * wraps what a task throws in an error with a stack trace as its message.
 */
final class OneLine {
  private static final String OURS = "io.diglm.";

  private OneLine() {}

  /**
   * Runs a body.
   *
   * @throws IllegalArgumentException if this library refuses something, here or in a task
   */
  static <T> T orTold(Supplier<T> body) {
    try {
      return body.get();
    } catch (IllegalArgumentException e) {
      String told = String.valueOf(e.getMessage());
      String line = ShownText.line(told); // names of columns may have ends of lines
      throw line.equals(told) ? e : new IllegalArgumentException(line, e);
    } catch (Exception e) {
      for (Throwable at = e; at != null; at = at.getCause()) {
        if (ours(at)) {
          throw new IllegalArgumentException(ShownText.line(String.valueOf(at.getMessage())), e);
        }
      }
      throw e;
    }
  }

  /** Returns whether this library refuses something by this error. */
  static boolean ours(Throwable thrown) {
    boolean refusal =
        thrown instanceof IllegalArgumentException
            || thrown instanceof IllegalStateException
            || thrown instanceof UnusableFileException;
    StackTraceElement[] trace = thrown.getStackTrace();
    return refusal && trace.length > 0 && trace[0].getClassName().startsWith(OURS);
  }
}
