package io.diglm.chart;

import io.diglm.markup.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * One axis of a chart: its title with the unit, and the range that it shows.
 *
 * <p>XChart steps through ticks with ten fixed decimals, and never ends if the range is tiny or far
 * from zero. So it gets values divided by a power of ten, and no range narrower than a millionth of
 * its values.
 *
 * @param title with the unit
 * @param range that it shows
 * @param whole whether only whole numbers have labels
 */
public record Axis(String title, Range range, boolean whole) {
  private static final double TINY = 1e-290;

  public Axis {
    range = drawable(range);
  }

  /**
   * Makes an axis with labels at round numbers.
   *
   * @param title beside the axis
   * @param range from the least to the greatest value
   */
  public Axis(String title, Range range) {
    this(title, range, false);
  }

  /** The value in XChart's units. */
  double scaled(double value) {
    return value * Math.pow(10, -exponent());
  }

  /** Returns the label at a tick, given in XChart's units. */
  String label(double scaled) {
    BigDecimal tick = new BigDecimal(scaled, new MathContext(12)).scaleByPowerOfTen(exponent());
    boolean between = whole && tick.stripTrailingZeros().scale() > 0;
    return between ? "" : Numbers.tick(tick);
  }

  private int exponent() {
    return (int) Math.floor(Math.log10(range.width()));
  }

  private static Range drawable(Range range) {
    double low = range.low();
    double high = range.high();
    double size = Math.max(Math.abs(low), Math.abs(high));
    double least = Math.max(size * 1e-6, TINY);
    if (high - low >= least) {
      return new Range(low, high);
    }
    double middle = (low + high) / 2;
    double half = size == 0 ? 0.5 : Math.max(least, size * 0.1);
    return new Range(middle - half, middle + half);
  }
}
