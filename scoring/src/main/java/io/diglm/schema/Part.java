package io.diglm.schema;

import java.util.List;

/**
 * The part of a raw value that one axis reads. Dates and times are split into parts whose sum is
 * the value. Each split preserves volume, so the densities of the parts multiply to the density of
 * the value.
 */
public enum Part {
  /** The value itself. */
  VALUE(""),
  /** Whole weeks since Monday, 1969-12-29. */
  WEEK(".week"),
  /** Days since Monday, 0 to 6. */
  WEEKDAY(".weekday"),
  /** Seconds since midnight. */
  TIME_OF_DAY(".time_of_day");

  static final double SECONDS_OF_DAY = 86_400;

  /** 1970-01-01 was a Thursday, three days after a Monday. */
  private static final int EPOCH_WEEKDAY = 3;

  private final String suffix;

  Part(String suffix) {
    this.suffix = suffix;
  }

  /** Returns the parts that a column of this type splits into. */
  static List<Part> of(StorageType type) {
    return switch (type) {
      case DATE -> List.of(WEEK, WEEKDAY);
      case TIME -> List.of(TIME_OF_DAY);
      case TIMESTAMP -> List.of(WEEK, WEEKDAY, TIME_OF_DAY);
      case INTEGER, DECIMAL, BOOLEAN, TEXT -> List.of(VALUE);
    };
  }

  /** Returns this part of a raw value. */
  double read(StorageType type, double raw) {
    return switch (this) {
      case VALUE -> raw;
      case WEEK -> Math.floor((days(type, raw) + EPOCH_WEEKDAY) / 7);
      case WEEKDAY -> remainder(days(type, raw) + EPOCH_WEEKDAY, 7);
      case TIME_OF_DAY -> remainder(raw, SECONDS_OF_DAY);
    };
  }

  /**
   * Returns the contribution of a part to its raw value. The sum over the parts of a value is the
   * value.
   */
  double contribution(StorageType type, double part) {
    double day = type == StorageType.TIMESTAMP ? SECONDS_OF_DAY : 1;
    return switch (this) {
      case VALUE -> part;
      case WEEK -> (7 * part - EPOCH_WEEKDAY) * day;
      case WEEKDAY -> Math.max(0, Math.min(6, part)) * day;
      case TIME_OF_DAY -> remainder(part, SECONDS_OF_DAY);
    };
  }

  /** Returns the name of an axis that reads this part of a column. */
  String nameOf(String column) {
    return column + suffix;
  }

  static double remainder(double value, double period) {
    return value - period * Math.floor(value / period);
  }

  private static double days(StorageType type, double raw) {
    return type == StorageType.TIMESTAMP ? Math.floor(raw / SECONDS_OF_DAY) : raw;
  }
}
