package io.diglm.distribution;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Numbers as people read them. */
final class Numbers {
  private Numbers() {}

  /** Returns the numbers with four significant digits, between commas. */
  static String text(DoubleStream values) {
    return values
        .mapToObj(value -> String.format(Locale.ROOT, "%.4g", value))
        .collect(Collectors.joining(", "));
  }
}
