package io.diglm.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds HTML that is also well-formed XML: every opened element is closed, and all text is
 * escaped.
 *
 * <p>Attributes are given as name, value, name, value.
 */
final class Html {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  Html open(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escape(attributes[i + 1])).append('"');
    }
    out.append('>');
    open.push(tag);
    return this;
  }

  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** Opens, writes the text, closes. */
  Html leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Adds our own markup unchanged. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /**
   * Escapes text for an element or a quoted attribute. Characters that XML cannot hold become
   * U+FFFD.
   */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(escaped, point));
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, int point) {
    switch (point) {
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '&' -> escaped.append("&amp;");
      case '"' -> escaped.append("&quot;");
      default -> escaped.appendCodePoint(isXml(point) ? point : 0xFFFD);
    }
  }

  private static boolean isXml(int point) {
    if (point < 0x20) {
      return point == '\t' || point == '\n' || point == '\r';
    }
    boolean control = point >= 0x7F && point <= 0x9F;
    boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
    return !control && !surrogate && point != 0xFFFE && point != 0xFFFF;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
