package io.diglm.cli;

/**
 * Text of a table or a model, made fit for a terminal: a control character, which could move its
 * cursor or retitle its window, becomes its code point, such as {@code \u001b}.
 */
final class Printable {
  private Printable() {}

  static String of(String text) {
    if (text.codePoints().noneMatch(Printable::commands)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (commands(c)) {
                safe.append("\\u%04x".formatted(c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /** Controls, and what reverses the direction of the text after it. */
  private static boolean commands(int c) {
    boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return Character.isISOControl(c) || direction;
  }
}
