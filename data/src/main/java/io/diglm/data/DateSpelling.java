package io.diglm.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A way to write dates, with or without a time of day after them.
 *
 * @param format of the day, in the letters of strptime
 * @param separator between its parts
 */
record DateSpelling(String format, String separator) {
  /** What every spelling looks like: three parts between equal separators, and perhaps a time. */
  static final Pattern SHAPE =
      Pattern.compile(
          "\\d{1,4}([-./ ])(\\d{1,2}|\\p{Alpha}{3})\\1\\d{1,4}"
              + "([ T]\\d{1,2}:\\d{2}(:\\d{2})?( [AaPp][Mm])?)?");

  /** All spellings; of those that fit a column, the first is meant, unless a rival fits too. */
  static final List<DateSpelling> ALL = all();

  private static final List<String> TIMES =
      List.of("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S", " %I:%M %p", " %I:%M:%S %p");

  private static List<DateSpelling> all() {
    List<DateSpelling> all = new ArrayList<>();
    for (String separator : List.of("-", ".", "/", " ")) {
      // A year of four digits also fits %Y if it has two, so %y comes first.
      for (String order : List.of("dmy", "mdy", "ymd", "dmY", "mdY", "Ymd", "dby", "dbY")) {
        all.add(
            new DateSpelling(
                order
                    .chars()
                    .mapToObj(letter -> "%" + (char) letter)
                    .collect(Collectors.joining(separator)),
                separator));
      }
    }
    return List.copyOf(all);
  }

  /**
   * Returns the SQL that reads a cell as day and perhaps time, or NULL if it is spelled otherwise.
   */
  String withTimes(String cell) {
    return "try_strptime(%s, [%s])"
        .formatted(
            cell,
            TIMES.stream()
                .map(time -> DuckDb.text(format + time))
                .collect(Collectors.joining(", ")));
  }

  /** Returns the SQL that reads a cell as day alone. */
  String days(String cell) {
    return "try_strptime(%s, %s)".formatted(cell, DuckDb.text(format));
  }

  /**
   * Returns whether people write days in both ways, so that only the dates can tell which it is.
   */
  boolean rivals(DateSpelling other) {
    return !separator.equals(".")
        && format.startsWith("%d")
        && other.format.startsWith("%m")
        && separator.equals(other.separator);
  }
}
