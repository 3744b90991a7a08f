package io.diglm.schema;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cells as text, and text as cells. */
final class CellText {
  /** The length of a date. */
  private static final int DATE = 10;

  private static final Pattern OFFSET = Pattern.compile("[-+]\\d\\d(:?\\d\\d)?$");

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final double NANOS = 1e9;
  private static final double LARGEST_WHOLE = 1e15;

  private CellText() {}

  /**
   * Returns the text of a finite value of this type: whole numbers without a point. A day, time or
   * moment that no calendar has is written as its number.
   */
  static String format(StorageType type, double value) {
    try {
      return formatted(type, value);
    } catch (DateTimeException e) {
      return number(value);
    }
  }

  private static String formatted(StorageType type, double value) {
    return switch (type) {
      case BOOLEAN -> value == 0 ? "false" : "true";
      case DATE -> LocalDate.ofEpochDay((long) value).toString();
      case TIME -> LocalTime.ofNanoOfDay(Math.round(value * NANOS)).toString();
      case TIMESTAMP -> timestamp(value).toString();
      case INTEGER, DECIMAL, TEXT -> number(value);
    };
  }

  /** Returns the value of a text in a column of this type, or empty if it has none. */
  static OptionalDouble parse(StorageType type, String text) {
    String trimmed = text.trim();
    try {
      return switch (type) {
        case BOOLEAN -> parseBoolean(trimmed);
        case DATE -> OptionalDouble.of((double) LocalDate.parse(trimmed).toEpochDay());
        case TIME -> OptionalDouble.of(LocalTime.parse(trimmed).toNanoOfDay() / NANOS);
        case TIMESTAMP -> OptionalDouble.of(parseTimestamp(trimmed));
        case INTEGER, DECIMAL, TEXT -> parseNumber(trimmed);
      };
    } catch (DateTimeException e) {
      return OptionalDouble.empty();
    }
  }

  /** Returns in words, for messages, what a cell of this type must be. */
  static String rule(StorageType type) {
    return switch (type) {
      case BOOLEAN -> "true or false";
      case DATE -> "a date like 2013-12-31";
      case TIME -> "a time of day like 23:59:00";
      case TIMESTAMP -> "a time like 2013-12-31 23:59:00";
      case INTEGER, DECIMAL, TEXT -> "a number";
    };
  }

  /** Returns the number that the text of a level means, with 1 for true; NaN if it means none. */
  static double number(String text) {
    OptionalDouble number = parseNumber(text.trim());
    return number.isPresent() ? number.getAsDouble() : parseBoolean(text.trim()).orElse(Double.NaN);
  }

  /** Returns whether a text means true or false, such as Yes. */
  static boolean spellsTruth(String text) {
    String trimmed = text.trim();
    return parseNumber(trimmed).isEmpty() && parseBoolean(trimmed).isPresent();
  }

  /** Returns the column's cells as texts, each number in the form of {@link #format}. */
  static Cells.Texts texts(TableColumn column) {
    if (column.cells() instanceof Cells.Texts texts) {
      return texts;
    }
    double[] values = ((Cells.Numbers) column.cells()).values();
    Map<Double, Integer> codeOf = new LinkedHashMap<>();
    int[] codes = new int[values.length];
    for (int row = 0; row < values.length; row++) {
      double value = values[row] + 0.0;
      codes[row] = Double.isNaN(value) ? -1 : codeOf.computeIfAbsent(value, v -> codeOf.size());
    }
    return new Cells.Texts(
        codes,
        codeOf.keySet().stream()
            .map(v -> v.isInfinite() ? v.toString() : format(column.type(), v))
            .toList());
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static OptionalDouble parseNumber(String text) {
    return NUMBER.matcher(text).matches()
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }

  private static OptionalDouble parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "1" -> OptionalDouble.of(1);
      case "false", "f", "no", "n", "0" -> OptionalDouble.of(0);
      default -> OptionalDouble.empty();
    };
  }

  /** A time with an offset, such as +02:00, is the same moment in UTC, as in a table file. */
  private static double parseTimestamp(String text) {
    if (text.length() <= DATE) {
      return LocalDate.parse(text).toEpochDay() * Part.SECONDS_OF_DAY;
    }
    Matcher offset = OFFSET.matcher(text).region(DATE, text.length());
    boolean moved = offset.find();
    String local = moved ? text.substring(0, offset.start()) : text.replaceFirst("Z$", "");
    LocalDateTime time = LocalDateTime.parse(local.replace(' ', 'T'));
    double midnight = time.toLocalDate().toEpochDay() * Part.SECONDS_OF_DAY;
    double seconds = midnight + time.toLocalTime().toNanoOfDay() / NANOS;
    return moved ? seconds - ZoneOffset.of(offset.group()).getTotalSeconds() : seconds;
  }

  private static LocalDateTime timestamp(double seconds) {
    double whole = Math.floor(seconds);
    long nanos = Math.round((seconds - whole) * 1e6) * 1000;
    return LocalDateTime.ofEpochSecond((long) whole, 0, ZoneOffset.UTC).plusNanos(nanos);
  }
}
