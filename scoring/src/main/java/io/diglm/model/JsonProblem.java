package io.diglm.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in one line where JSON is wrong and how. */
final class JsonProblem {
  private static final int MAX_TEXT = 200;

  /** Where Jackson goes on to speak of its own classes and settings. */
  private static final String INTERNALS = "(?s)(: | \\(of type ).*";

  private JsonProblem() {}

  static String describe(IOException problem) {
    if (problem instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return path(mapping)
          + absence(mapping).or(() -> unknown(mapping)).orElseGet(() -> ": " + text(mapping));
    }
    if (problem instanceof JsonProcessingException parsing) {
      return position(parsing) + text(parsing).replaceFirst(INTERNALS, "");
    }
    return text(problem);
  }

  /** Jackson's words for a field that is missing or null name its settings; ours do not. */
  private static Optional<String> absence(JsonMappingException problem) {
    String text = text(problem);
    if (text.startsWith("Missing ")) {
      return Optional.of(" must be given, got none");
    }
    return text.startsWith("Null value") || text.startsWith("Cannot map `null`")
        ? Optional.of(" must be given, got null")
        : Optional.empty();
  }

  /** A later library may know more layers, families or axes. */
  private static Optional<String> unknown(JsonMappingException problem) {
    if (problem instanceof InvalidTypeIdException kind) {
      return Optional.of(" must be of a known kind, got " + kind.getTypeId());
    }
    if (problem instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
      String known =
          Arrays.stream(format.getTargetType().getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
      return Optional.of(" must be one of %s, got %s".formatted(known, format.getValue()));
    }
    return Optional.empty();
  }

  private static String path(JsonMappingException problem) {
    return problem.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }

  private static String position(JsonProcessingException problem) {
    JsonLocation at = problem.getLocation();
    return at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
  }

  private static String text(IOException problem) {
    // A record's own check says it better than Jackson's report about the check.
    Throwable best = problem.getCause() instanceof IllegalArgumentException own ? own : problem;
    String text =
        best instanceof JsonProcessingException jackson
            ? Optional.ofNullable(jackson.getOriginalMessage()).orElse("not as expected")
            : WriteFailure.oneLine(best);
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
  }
}
