package io.diglm.cli;

/**
 * Makes text from a table or a model safe for a terminal. A control character, which could move the
 * cursor or change the window title, becomes its code point, such as {@code \u001b}.
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

  /** Control characters, and characters that reverse the direction of the text after them. */
  private static boolean commands(int c) {
    boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return Character.isISOControl(c) || direction;
  }
}
