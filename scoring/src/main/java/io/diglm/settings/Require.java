package io.diglm.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks of settings, with errors of the form {@code <option> must <rule>, got <value>}. */
public final class Require {
  private Require() {}

  /**
   * Requires that the rule holds.
   *
   * @param holds whether the rule holds
   * @param what subject of the message
   * @param rule what it must be, after "must"
   * @param value what it was
   */
  public static void that(boolean holds, String what, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s must %s, got %s".formatted(what, rule, value));
    }
  }

  /**
   * Requires a value, not null.
   *
   * @param what subject of the message
   * @param value to check
   */
  public static void given(String what, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " must be given, got null");
    }
  }

  /**
   * Requires a finite number of at least another number.
   *
   * @param what subject of the message
   * @param value to check
   * @param least the smallest that is allowed
   */
  public static void atLeast(String what, double value, double least) {
    boolean holds = value >= least && value < Double.POSITIVE_INFINITY;
    that(holds, what, "be at least " + plain(least), plain(value));
  }

  /**
   * Requires a finite number above zero.
   *
   * @param what subject of the message
   * @param value to check
   */
  public static void positive(String what, double value) {
    boolean holds = value > 0 && value < Double.POSITIVE_INFINITY;
    that(holds, what, "be positive and finite", value);
  }

  /**
   * {@return the text of a number; whole numbers have no fraction}
   *
   * @param value any number
   */
  public static Object plain(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? (Object) (long) value : value;
  }

  /**
   * {@return a Java name in the form of an option, such as {@code batch-size} for batchSize}
   *
   * @param java name in camel case
   */
  public static String option(String java) {
    return java.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
