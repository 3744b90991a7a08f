package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns DuckDB's long messages into one line that says which file, where, and what to do. */
final class Failures {
  private static final Pattern CSV_LINE = Pattern.compile("CSV Error on Line: (\\d+)");
  private static final Pattern CSV_FILE = Pattern.compile("(?m)^ *file = (.*)$");
  private static final Pattern CSV_CELLS =
      Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");
  private static final Pattern JSON_SYNTAX =
      Pattern.compile(
          "Malformed JSON in file \"(.*)\", at byte \\d+ in (.*) (\\d+): (.*?)\\.? *\n");
  private static final Pattern JSON_VALUE =
      Pattern.compile("JSON transform error in file \"(.*)\", in (.*) (\\d+): (.*)\n");

  private Failures() {}

  /** Returns the exception to throw when rows of {@code origin} could not be read. */
  static RuntimeException of(Origin origin, SQLException failure) {
    String message = origin.told(String.valueOf(failure.getMessage()));
    if (origin instanceof Query) {
      return new IllegalArgumentException(
          "query must run in DuckDB, got " + firstLine(message) + candidates(message), failure);
    }
    if (message.startsWith("Out of Memory")) {
      return new UnusableFileException(
          "%s must be readable in 512 MB, got more: too many columns, or cells that are too long (read fewer columns: --sql)"
              .formatted(origin.name()),
          failure);
    }
    if (message.startsWith("INTERNAL")) {
      return new IllegalStateException(
          "%s must be read within DuckDB's limits, got %s"
              .formatted(origin.name(), firstLine(message)),
          failure);
    }
    String known = csv(origin, message).or(() -> json(origin, message)).orElse("");
    return known.isEmpty()
        ? new UnusableFileException(
            "%s must be whole, got %s".formatted(origin.name(), reason(message)), failure)
        : new IllegalArgumentException(known, failure);
  }

  private static Optional<String> csv(Origin origin, String message) {
    if (message.contains(LineEnds.UNREADABLE)) {
      return Optional.of(
          "%s must end all lines alike and quote cells as RFC 4180 says, got a line that does not"
              .formatted(origin.name()));
    }
    Matcher line = CSV_LINE.matcher(message);
    if (!line.find()) {
      return Optional.empty();
    }
    String path = group(CSV_FILE, message).orElse(origin.source());
    long number = Long.parseLong(line.group(1));
    String place = "line %d (row %d)".formatted(number, number - 1);
    if (message.contains("not utf-8")) {
      return Optional.of(notUtf8(path, "other bytes in " + place, "LATIN1"));
    }
    String where = "table file " + path + ", " + place;
    Matcher cells = CSV_CELLS.matcher(message);
    if (cells.find()) {
      return Optional.of(
          "%s must have as many cells as the header, %s, got %s"
              .formatted(where, cells.group(1), cells.group(2)));
    }
    if (message.contains("unterminated quote")) {
      return Optional.of("%s must close its quotes, got the end of the file".formatted(where));
    }
    return Optional.of("%s must be valid, got %s".formatted(where, thirdLine(message)));
  }

  private static Optional<String> json(Origin origin, String message) {
    if (message.contains("got non-record JSON")) {
      return Optional.of(
          "%s must hold only JSON objects with at least one field, got something else"
              .formatted(origin.name()));
    }
    Matcher value = JSON_VALUE.matcher(message + "\n");
    if (value.find()) {
      return Optional.of(json(value, Long.parseLong(value.group(3))));
    }
    Matcher syntax = JSON_SYNTAX.matcher(message + "\n");
    // DuckDB gives the line after the one with the error.
    return syntax.find()
        ? Optional.of(json(syntax, Long.parseLong(syntax.group(3)) - 1))
        : Optional.empty();
  }

  private static String json(Matcher found, long number) {
    String place = found.group(2) + " " + number;
    return found.group(4).contains("UTF-8")
        ? notUtf8(found.group(1), "other bytes in " + place, "LATIN1")
        : "table file %s, %s must be valid JSON, got %s"
            .formatted(found.group(1), place, found.group(4));
  }

  static String notUtf8(String path, String found, String charset) {
    return "table file %s must be UTF-8, got %s; convert it with: iconv -f %s -t UTF-8 %s"
        .formatted(path, found, charset, path);
  }

  /** Returns the exception to throw when {@code path} could not be written. */
  static RuntimeException writing(String path, Exception failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("No space left on device") || message.contains("not enough space")) {
      return new UnusableFileException(
          "output file %s must fit on the disk, got no space left on device".formatted(path),
          failure);
    }
    return new UnusableFileException(
        "output file %s must be writable, got %s".formatted(path, reason(message)), failure);
  }

  private static Optional<String> group(Pattern pattern, String message) {
    Matcher found = pattern.matcher(message);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static String firstLine(String message) {
    return message.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
  }

  /** Returns the names that DuckDB suggests for an unknown name, if any. */
  private static String candidates(String message) {
    return message
        .lines()
        .filter(line -> line.startsWith("Candidate") || line.startsWith("Did you mean"))
        .findFirst()
        .map(line -> " " + line.strip())
        .orElse("");
  }

  private static String thirdLine(String message) {
    return message.lines().skip(2).map(String::strip).findFirst().orElse(firstLine(message));
  }

  /** Returns the first line without the kind of error before it. */
  private static String reason(String message) {
    return firstLine(message).replaceFirst("^([A-Za-z ]*Error: )?([A-Za-z]*Exception: )?", "");
  }
}
