package io.diglm.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** A stretch of numbers, both ends finite. */
public record Range(double low, double high) {
  /** How many times the middle four fifths' width the ends may lie outside of it. */
  private static final double REACH = 3;

  /** Values larger than this are treated as infinite: their differences overflow. */
  private static final double HUGE = 1e300;

  /** All finite values; (0, 1) where there are none. */
  public static Range of(double... values) {
    double[] sorted = sortedFinite(values);
    if (sorted.length == 0) {
      return new Range(0, 1);
    }
    return new Range(sorted[0], sorted[sorted.length - 1]);
  }

  /** All finite values but those so far out that the rest would be a line. */
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

  /** The stretch with a twentieth of its width added at either end. */
  public Range padded() {
    double pad = width() / 20;
    return new Range(low - pad, high + pad);
  }

  /** The stretch, longer if need be so that it holds the value. */
  public Range and(double value) {
    return new Range(Math.min(low, value), Math.max(high, value));
  }

  Range and(Range other) {
    return and(other.low).and(other.high);
  }

  /** From end to end. */
  public double width() {
    return high - low;
  }

  boolean contains(double value) {
    return value >= low && value <= high;
  }

  /** Whether a picture can have a place for the value. */
  static boolean drawable(double value) {
    return Math.abs(value) <= HUGE;
  }

  static double[] sortedFinite(double... values) {
    return Arrays.stream(values).filter(Range::drawable).sorted().toArray();
  }

  static double[] joined(double[]... arrays) {
    return Arrays.stream(arrays).flatMapToDouble(DoubleStream::of).toArray();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
