package io.diglm.distribution;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Formats numbers for people. */
final class Numbers {
  private Numbers() {}

  /** Returns the numbers with four significant digits, separated by commas. */
  static String text(DoubleStream values) {
    return values
        .mapToObj(value -> String.format(Locale.ROOT, "%.4g", value))
        .collect(Collectors.joining(", "));
  }
}
