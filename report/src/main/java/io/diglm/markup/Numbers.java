package io.diglm.markup;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.NumberFormat;
import java.util.Locale;

/** Formats numbers for pages: four significant digits, a true minus sign, English commas. */
public final class Numbers {
  private static final int SIGNIFICANT = 4;

  /** Returns the text with a non-breaking space. */
  private static final String PERCENT = "\u00a0%";

  private Numbers() {}

  /**
   * {@return four significant digits, or a whole number in full}
   *
   * @param value any number
   */
  public static String of(double value) {
    if (!Double.isFinite(value)) {
      return nonFinite(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e9)) {
      return withMinus(
          String.format(Locale.ROOT, "%.2e", value).replaceFirst("e\\+?(-?)0?", "e$1"));
    }
    int whole = size < 1 ? 1 : (int) Math.floor(Math.log10(size)) + 1;
    return fixed(value, size == Math.rint(size) ? 0 : Math.max(SIGNIFICANT - whole, 0));
  }

  /**
   * {@return a whole number in full}
   *
   * @param value any number
   */
  public static String count(long value) {
    return withMinus(String.format(Locale.ROOT, "%,d", value));
  }

  /**
   * {@return a share as a percentage}
   *
   * @param share 1 means 100 %
   */
  public static String percent(double share) {
    if (!Double.isFinite(share)) {
      return nonFinite(share);
    }
    double percent = 100 * share;
    if (percent == 0) {
      return "0" + PERCENT;
    }
    boolean tiny = Math.abs(percent) < 0.1;
    return fixed(percent, tiny ? 3 : 1) + PERCENT;
  }

  /**
   * {@return the label of a tick with exactly the digits that it needs}
   *
   * @param value of the tick
   */
  public static String tick(BigDecimal value) {
    BigDecimal short10 = value.round(new MathContext(10)).stripTrailingZeros();
    int exponent = short10.precision() - short10.scale() - 1;
    boolean plain = short10.signum() == 0 || (exponent >= -4 && exponent <= 6);
    return withMinus(plain ? short10.toPlainString() : short10.toString().replace("E+", "E"));
  }

  private static String fixed(double value, int decimals) {
    NumberFormat format = NumberFormat.getNumberInstance(Locale.ROOT);
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    return withMinus(format.format(value));
  }

  private static String nonFinite(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return value > 0 ? "∞" : "−∞";
  }

  private static String withMinus(String number) {
    return number.replace('-', '−');
  }
}
