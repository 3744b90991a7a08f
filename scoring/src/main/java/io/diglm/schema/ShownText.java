package io.diglm.schema;

/** Texts of tables as messages show them: in one line, and not too long. */
public final class ShownText {
  private static final int LONGEST = 100;

  private ShownText() {}

  /**
   * {@return the first 100 characters of a cell, without control characters}
   *
   * @param cell any text
   */
  public static String of(String cell) {
    boolean whole = cell.codePointCount(0, cell.length()) <= LONGEST;
    return line(whole ? cell : cell.substring(0, cell.offsetByCodePoints(0, LONGEST)) + "...");
  }

  /**
   * {@return a text without control characters, such as ends of lines: their codes stand for them}
   *
   * @param text any text
   */
  public static String line(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return line.toString();
  }
}
