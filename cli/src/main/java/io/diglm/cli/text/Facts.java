package io.diglm.cli.text;

import java.util.Locale;

/** Lines with a name and a fact, with the names in one column. */
public final class Facts {
  private static final int NAME = 12;
  private final StringBuilder text = new StringBuilder();

  /** Makes it without lines. */
  public Facts() {}

  /**
   * Appends a line.
   *
   * @param name of the fact
   * @param pattern as of {@link String#format}
   * @param values that the pattern takes
   * @return this
   */
  public Facts line(String name, String pattern, Object... values) {
    String fact = Printable.of(String.format(Locale.ROOT, pattern, values));
    // A long name, such as that of a column, has a space after it too.
    text.append(
        String.format(Locale.ROOT, "%-" + (NAME - 1) + "s %s", Printable.of(name), fact)
            .stripTrailing());
    text.append(System.lineSeparator());
    return this;
  }

  /** {@return all lines} */
  public String text() {
    return text.toString();
  }
}
