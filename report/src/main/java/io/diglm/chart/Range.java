package io.diglm.chart;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * A range of numbers with finite ends.
 *
 * @param low the least number
 * @param high the greatest number
 */
public record Range(double low, double high) {
  /** How far the ends may lie outside the middle four fifths, in widths of the latter. */
  private static final double REACH = 3;

  /** Values larger than this are treated as infinite: their differences overflow. */
  private static final double HUGE = 1e300;

  /**
   * {@return the range of all finite values; (0, 1) if there are none}
   *
   * @param values any numbers
   */
  public static Range of(double... values) {
    double[] sorted = sortedFinite(values);
    if (sorted.length == 0) {
      return new Range(0, 1);
    }
    return new Range(sorted[0], sorted[sorted.length - 1]);
  }

  /**
   * {@return the range of the finite values, without values so far outside that the rest would look
   * like a line}
   *
   * @param values any numbers
   */
  public static Range ofMost(double... values) {
    double[] sorted = sortedFinite(values);
    if (sorted.length == 0) {
      return new Range(0, 1);
    }
    double tenth = quantile(sorted, 0.1);
    double ninetieth = quantile(sorted, 0.9);
    double reach = REACH * (ninetieth - tenth);
    double low = Math.max(sorted[0], tenth - reach);
    return new Range(low, Math.min(sorted[sorted.length - 1], ninetieth + reach));
  }

  /** {@return the range with a twentieth of its width added at each end} */
  public Range padded() {
    double pad = width() / 20;
    return new Range(low - pad, high + pad);
  }

  /**
   * {@return the range, extended if necessary to include the value}
   *
   * @param value to include
   */
  public Range and(double value) {
    return new Range(Math.min(low, value), Math.max(high, value));
  }

  /**
   * {@return the range, extended if necessary to include another}
   *
   * @param other to include
   */
  public Range and(Range other) {
    return and(other.low).and(other.high);
  }

  /** {@return the width of the range} */
  public double width() {
    return high - low;
  }

  /**
   * {@return whether the value lies in the range, its ends included}
   *
   * @param value any number
   */
  public boolean contains(double value) {
    return value >= low && value <= high;
  }

  /**
   * {@return whether a chart can show the value}
   *
   * @param value any number
   */
  public static boolean drawable(double value) {
    return Math.abs(value) <= HUGE;
  }

  /**
   * {@return the values that a chart can show, in increasing order}
   *
   * @param values any numbers
   */
  public static double[] sortedFinite(double... values) {
    return Arrays.stream(values).filter(Range::drawable).sorted().toArray();
  }

  /**
   * {@return the values of all arrays}
   *
   * @param arrays in order
   */
  public static double[] joined(double[]... arrays) {
    return Arrays.stream(arrays).flatMapToDouble(DoubleStream::of).toArray();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
