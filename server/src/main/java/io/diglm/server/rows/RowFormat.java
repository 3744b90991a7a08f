package io.diglm.server.rows;

import java.util.List;
import java.util.Locale;

/** The formats of rows. */
public enum RowFormat {
  /** One list of objects. */
  JSON("application/json"),
  /** One object per line. */
  LINES("application/x-ndjson"),
  /** A line of names, then one line per row (RFC 4180). */
  CSV("text/csv");

  private final String type;

  RowFormat(String type) {
    this.type = type;
  }

  /** {@return the media type} */
  public String type() {
    return type;
  }

  /**
   * {@return the format of a media type}
   *
   * @param type such as {@code text/csv}
   * @throws IllegalArgumentException if there is none
   */
  public static RowFormat of(String type) {
    String plain = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return switch (plain) {
      case "application/json" -> JSON;
      case "application/x-ndjson", "application/jsonl", "application/x-jsonlines" -> LINES;
      case "text/csv", "application/csv" -> CSV;
      default ->
          throw new IllegalArgumentException(
              "Content-Type must be one of %s, got %s"
                  .formatted(
                      List.of(JSON.type, LINES.type, CSV.type), plain.isEmpty() ? "none" : plain));
    };
  }
}
