package io.diglm.cli;

import java.util.Locale;

/** Lines with a name and a fact, with the names in one column. */
final class Facts {
  private static final int NAME = 12;
  private final StringBuilder text = new StringBuilder();

  /** Appends a line; values are formatted as {@link String#format} does. */
  Facts line(String name, String pattern, Object... values) {
    String fact = Printable.of(String.format(Locale.ROOT, pattern, values));
    // A long name, such as that of a column, has a space after it too.
    text.append(
        String.format(Locale.ROOT, "%-" + (NAME - 1) + "s %s", Printable.of(name), fact)
            .stripTrailing());
    text.append(System.lineSeparator());
    return this;
  }

  String text() {
    return text.toString();
  }
}
