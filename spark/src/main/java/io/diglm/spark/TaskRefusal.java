package io.diglm.spark;

import io.diglm.schema.ShownText;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;

/**
 * Something that a task refuses, with the one line that says so. Spark 4 passes it on to the user
 * as it is, because it has a condition. It wraps other errors of tasks in an error that has a stack
 * trace as its message.
 */
final class TaskRefusal extends IllegalArgumentException implements SparkThrowable {
  private static final long serialVersionUID = 1;

  /** Spark's condition for an error of the user's own making. */
  private static final String CONDITION = "USER_RAISED_EXCEPTION";

  private final String line;

  private TaskRefusal(String line, Throwable cause) {
    super(line, cause);
    this.line = line;
  }

  /**
   * Runs a body in a task.
   *
   * @throws TaskRefusal if this library refuses something
   */
  static <T> T orAnswer(Supplier<T> body) {
    try {
      return body.get();
    } catch (RuntimeException e) {
      if (OneLine.ours(e)) {
        throw new TaskRefusal(ShownText.line(String.valueOf(e.getMessage())), e);
      }
      throw e;
    }
  }

  /** Spark 4 asks for it. */
  @SuppressWarnings("MissingOverride") // Spark 3.5 has no such method
  public String getCondition() {
    return CONDITION;
  }

  /** Spark 3.5 asks for it. */
  @Override
  @SuppressWarnings("deprecation") // Spark 4 has the other one instead
  public String getErrorClass() {
    return CONDITION;
  }

  @Override
  public Map<String, String> getMessageParameters() {
    return Map.of("errorMessage", line);
  }
}
