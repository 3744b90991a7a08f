package io.diglm.schema;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Chooses the cut, grid and scaling of a numeric axis. */
final class NumberInference {
  /**
   * Tails are heavy if the farthest value lies at least this many spreads from the median. Float
   * arithmetic and networks work well up to a few dozen spreads, and only a tail heavier than
   * exponential reaches farther.
   */
  private static final double HEAVY = 30;

  /**
   * The most values of a number with few, repeated values: the days of a month, with some margin.
   */
  private static final int MOST_CODES = 40;

  private static final int ROWS_A_CODE = 20;
  private static final double LARGEST_RANGE = 1e300;
  private static final int HOURS = 24;
  private static final double HOUR = 3600;

  private final Part part;
  private final double[] cells;
  private final double[] values;
  private final double[] order;
  private final FeatureInference.Where where;

  /**
   * Takes the part of every training cell, NaN if missing, of which at least two are distinct. It
   * also takes, for each row, the number whose mean shows what is ordinary; empty if there is none.
   */
  NumberInference(Part part, double[] values, double[] order, FeatureInference.Where where) {
    this.part = part;
    this.cells = values;
    this.order = order;
    this.values = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    this.where = where;
  }

  NumberAxis infer() {
    double cut = part == Part.TIME_OF_DAY ? emptiestHour() * HOUR : 0;
    double[] sorted = Arrays.stream(values).map(v -> NumberAxis.rotate(v, cut)).sorted().toArray();
    requireRange(sorted[0], sorted[sorted.length - 1]);
    NumberSummary summary = NumberSummary.of(sorted);
    Grid grid = GridDetection.of(summary);
    Optional<Double> standIn = standIn(sorted, grid.quantum());
    Span span = new Span(summary.smallest(), summary.largest(), standIn);
    Scaling scaling = scaling(summary, grid.quantum());
    return new NumberAxis(part, cut, grid, scaling, Optional.of(span));
  }

  /**
   * Returns what stands in for an unknown number, if there are few, repeated numbers: half a step
   * beside the one whose rows have the most ordinary targets. There a smooth function has an
   * ordinary value already.
   */
  private Optional<Double> standIn(double[] sorted, double quantum) {
    double[] distinct = Arrays.stream(sorted).distinct().limit(MOST_CODES + 1L).toArray();
    boolean codes =
        part == Part.VALUE
            && distinct.length <= MOST_CODES
            && sorted.length >= ROWS_A_CODE * distinct.length
            && Arrays.stream(distinct).allMatch(v -> v == Math.rint(v));
    if (!codes || order.length == 0) {
      return Optional.empty();
    }
    double ordinary = ordinary(distinct);
    boolean last = ordinary == distinct[distinct.length - 1];
    return Optional.of(last ? ordinary - quantum / 2 : ordinary + quantum / 2);
  }

  private double ordinary(double[] distinct) {
    double[] sums = new double[distinct.length];
    int[] counts = new int[distinct.length];
    double sum = 0;
    int count = 0;
    for (int i = 0; i < order.length; i++) {
      if (!Double.isNaN(order[i]) && !Double.isNaN(cells[i])) {
        int code = Arrays.binarySearch(distinct, cells[i]);
        sums[code] += order[i];
        counts[code]++;
        sum += order[i];
        count++;
      }
    }
    double mean = sum / Math.max(1, count);
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int code = 0; code < distinct.length; code++) {
      double gap = Math.abs(sums[code] / Math.max(1, counts[code]) - mean);
      if (counts[code] > 0 && gap < least) {
        least = gap;
        nearest = code;
      }
    }
    return distinct[nearest];
  }

  private static Scaling scaling(NumberSummary summary, double quantum) {
    double spread = Math.max(summary.spread(), quantum);
    double centre = summary.median();
    double farthest = Math.max(centre - summary.smallest(), summary.largest() - centre);
    if (farthest <= HEAVY * spread) {
      double mean = summary.mean(v -> v - centre) + quantum / 2;
      double deviation = summary.deviation(v -> v - centre, mean - quantum / 2);
      // Uniform noise of one quantum has the variance quantum^2 / 12.
      return Scaling.affine(centre + mean, Math.hypot(deviation, quantum / Math.sqrt(12)));
    }
    DoubleUnaryOperator asinh = v -> Scaling.asinh((v - centre + quantum / 2) / spread);
    double shift = summary.mean(asinh);
    return new Scaling(centre, spread, true, shift, summary.deviation(asinh, shift));
  }

  /** The middle of the longest run of hours with the fewest rows, around the clock. */
  private int emptiestHour() {
    int[] rows = new int[HOURS];
    for (double value : values) {
      rows[(int) (value / HOUR) % HOURS]++;
    }
    int fewest = Arrays.stream(rows).min().orElse(0);
    int start = 0;
    int longest = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      int run = 0;
      while (run < HOURS && rows[(hour + run) % HOURS] == fewest) {
        run++;
      }
      if (run > longest) {
        start = hour;
        longest = run;
      }
    }
    return (start + longest / 2) % HOURS;
  }

  private void requireRange(double smallest, double largest) {
    if (!(largest - smallest <= LARGEST_RANGE)) {
      throw new IllegalArgumentException(
          "column '%s' must range over at most %s, got %s to %s in %s"
              .formatted(where.column(), LARGEST_RANGE, smallest, largest, where.source()));
    }
  }
}
