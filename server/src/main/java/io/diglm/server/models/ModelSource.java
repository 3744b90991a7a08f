package io.diglm.server.models;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A model to serve.
 *
 * @param name its name in addresses: letters, digits, dot, dash and underscore
 * @param version its version, with the same characters
 * @param file a model file, which is checked for changes while it is served
 */
public record ModelSource(String name, String version, Path file) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

  /** Checks name and version. */
  public ModelSource {
    require("model name", name);
    require("model version", version);
  }

  /**
   * Reads {@code FILE}, {@code NAME=FILE} or {@code NAME@VERSION=FILE}.
   *
   * @param text as on the command line
   * @return the source
   */
  public static ModelSource parse(String text) {
    int equals = text.indexOf('=');
    Path file = Path.of(text.substring(equals + 1));
    Path last = file.getFileName();
    if (last == null || last.toString().isEmpty()) {
      throw new IllegalArgumentException(
          "model must be FILE, NAME=FILE or NAME@VERSION=FILE, got '%s'".formatted(text));
    }
    String name =
        equals < 0 ? last.toString().replaceFirst("\\.diglm$", "") : text.substring(0, equals);
    int at = name.indexOf('@');
    return at < 0
        ? new ModelSource(name, "1", file)
        : new ModelSource(name.substring(0, at), name.substring(at + 1), file);
  }

  /** Orders versions: whole numbers by size, before all others, which are texts. */
  static int compareVersions(String a, String b) {
    boolean numbers = a.matches("\\d{1,18}") && b.matches("\\d{1,18}");
    if (numbers) {
      return Long.compare(Long.parseLong(a), Long.parseLong(b));
    }
    boolean first = a.matches("\\d{1,18}");
    return first || b.matches("\\d{1,18}") ? (first ? -1 : 1) : a.compareTo(b);
  }

  private static void require(String what, String text) {
    if (!PLAIN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "%s must be at most 100 letters, digits, dots, dashes and underscores, got '%s' (write NAME=FILE)"
              .formatted(what, text));
    }
  }
}
