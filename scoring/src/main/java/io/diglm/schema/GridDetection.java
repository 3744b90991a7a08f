package io.diglm.schema;

/**
 * Finds the grid of the numbers in a column, for dequantisation. Without noise of one quantum, a
 * density could be arbitrarily high on the points of the grid.
 *
 * <p>Whole numbers lie on the grid of the common divisor of their differences; decimals with at
 * most six digits more than their range likewise. Otherwise the column is continuous, unless one
 * value takes over 1 % of the rows: then the quantum is the smallest gap between values, at least a
 * thousandth of their spread.
 */
final class GridDetection {
  private static final int DIGITS = 6;

  /**
   * Values may be off the grid by this share of the quantum, because float columns hold 0.1
   * inexactly.
   */
  private static final double TOLERANCE = 0.01;

  private static final double LARGEST_EXACT = 0x1.0p53;
  private static final double SPIKE_SHARE = 0.01;
  private static final int SPIKE_ROWS = 3;
  private static final double SPIKE_QUANTUM = 1e-3;

  private final NumberSummary summary;

  private GridDetection(NumberSummary summary) {
    this.summary = summary;
  }

  static Grid of(NumberSummary summary) {
    return new GridDetection(summary).detect();
  }

  private Grid detect() {
    int first = Math.max(0, (int) Math.ceil(-Math.log10(summary.range())));
    for (int digits = first; digits <= first + DIGITS; digits++) {
      double perUnit = Math.pow(10, digits);
      long divisor = divisor(perUnit);
      if (divisor > 0) {
        return new Grid(summary.smallest(), divisor / perUnit);
      }
    }
    boolean spike =
        summary.modeCount() >= SPIKE_ROWS
            && summary.modeCount() > SPIKE_SHARE * summary.sorted().length;
    return spike
        ? new Grid(
            summary.mode(), Math.max(summary.smallestGap(), SPIKE_QUANTUM * summary.spread()))
        : Grid.CONTINUOUS;
  }

  /**
   * The common divisor of the distances of all numbers from the smallest, in ticks; 0 if a number
   * is off the grid.
   */
  private long divisor(double perUnit) {
    double[] sorted = summary.sorted();
    long divisor = 0;
    long before = 0;
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] != sorted[i - 1]) {
        double distance = (sorted[i] - sorted[0]) * perUnit;
        long ticks = Math.round(distance);
        boolean onGrid = Math.abs(distance - ticks) <= TOLERANCE && distance < LARGEST_EXACT;
        if (!onGrid || ticks == before) {
          return 0;
        }
        divisor = greatestCommonDivisor(divisor, ticks);
        before = ticks;
      }
    }
    return divisor;
  }

  private static long greatestCommonDivisor(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  }
}
