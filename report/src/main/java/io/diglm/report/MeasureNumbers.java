package io.diglm.report;

import java.util.Locale;

/** Formats measures as text. */
public final class MeasureNumbers {
  private MeasureNumbers() {}

  /**
   * {@return four significant digits, or a whole number in full; with a power of ten only if that
   * is much shorter}
   *
   * @param value any number
   */
  public static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return format("%,.0f", value);
    }
    if (size < 1e-4 || size >= 1e9 || Double.isNaN(size)) {
      return format("%.3e", value);
    }
    int digits = size < 1 ? 4 : size < 1000 ? 3 - (int) Math.log10(size) : 0;
    return format("%,." + digits + "f", value);
  }

  /**
   * {@return a share as a percentage}
   *
   * @param share 1 means 100 %
   */
  public static String percent(double share) {
    return format(share > 0 && share < 0.001 ? "%.3f %%" : "%.2f %%", 100 * share);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
