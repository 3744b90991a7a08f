package io.diglm.cli.text;

import java.util.Locale;

/**
 * Makes text from a table or a model safe for a terminal. A control character, which could move the
 * cursor or change the window title, becomes its code point, such as {@code \u001b}.
 */
public final class Printable {
  private Printable() {}

  /**
   * {@return the text without a character that commands the terminal}
   *
   * @param text any text
   */
  public static String of(String text) {
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

  /**
   * {@return a constant as options, JSON and messages name it}
   *
   * @param constant of any enum
   */
  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Control characters, and characters that reverse the direction of the text after them. */
  private static boolean commands(int c) {
    boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return Character.isISOControl(c) || direction;
  }
}
