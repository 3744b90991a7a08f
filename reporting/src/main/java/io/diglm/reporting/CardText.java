package io.diglm.reporting;

import java.util.Locale;

/** Markdown that grows line by line. */
final class CardText {
  private final StringBuilder text = new StringBuilder();

  /** Adds a line. */
  void line(String pattern, Object... values) {
    text.append(String.format(Locale.ROOT, pattern, values)).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** Text that changes no table and starts no markup. */
  static String cell(String value) {
    return value.replaceAll("\\p{Cntrl}+", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }

  /** Text between back quotes. */
  static String code(String value) {
    return value.replaceAll("[\\p{Cntrl}`]+", " ");
  }
}
