package io.diglm.json;

import java.io.IOException;

/** Thrown for invalid JSON. The message says in one line where and how it is wrong. */
public final class JsonProblem extends IOException {
  private static final long serialVersionUID = 1;
  private static final int MAX_TEXT = 200;

  private final String path;
  private final String problem;

  private JsonProblem(String path, String problem, Throwable cause) {
    super(message(path, problem), cause);
    this.path = path;
    this.problem = problem;
  }

  private JsonProblem(String problem) {
    super(message("", problem));
    this.path = "";
    this.problem = problem;
  }

  /** Makes the problem of a value that violates a rule. */
  static JsonProblem must(String rule, Object got) {
    return new JsonProblem(" must " + rule + ", got " + got);
  }

  /** Makes the problem of a value that its record refuses, with the message of the record. */
  static JsonProblem refused(RuntimeException cause) {
    return new JsonProblem("", ": " + oneLine(cause), cause);
  }

  /** Makes the problem of a text that is not JSON. */
  static JsonProblem malformed(String problem, IOException cause) {
    return new JsonProblem("", ": " + problem, cause);
  }

  /** Returns the same problem with this name or index prepended to its path. */
  JsonProblem in(String step) {
    String dot = path.isEmpty() || path.startsWith("[") ? "" : ".";
    return new JsonProblem(step + dot + path, problem, this);
  }

  private static String message(String path, String problem) {
    String whole = path + problem;
    if (path.isEmpty()) {
      whole = problem.startsWith(": ") ? problem.substring(2) : "it" + problem;
    }
    return whole.length() <= MAX_TEXT ? whole : whole.substring(0, MAX_TEXT) + "…";
  }

  private static String oneLine(RuntimeException cause) {
    String text = cause.getMessage();
    return text == null
        ? cause.getClass().getSimpleName()
        : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
