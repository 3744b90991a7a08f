package io.diglm.density;

import io.diglm.schema.Axis;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Learns the marginal of an axis, and whether its cells are levels, codes or numbers. */
final class AxisLearning {
  /**
   * A category with more levels is treated as a number, with its levels in the order of their
   * intervals.
   */
  static final int MOST_LEVELS = 48;

  /** The days of a month, with some margin. */
  private static final int MOST_CODES = 40;

  private static final int ROWS_A_CODE = 20;

  /** Nothing lies beyond the first and the last level. */
  private static final double NO_TAIL = 1e-9;

  private AxisLearning() {}

  /**
   * Returns how the cells of an axis are read.
   *
   * @param column its cells that are not missing
   * @param pieces as in {@link CellSpace#learn}
   */
  static AxisCells learn(Axis axis, double[] column, int pieces) {
    if (axis instanceof MissingAxis) {
      return new LevelCells(2, -1, 0);
    }
    if (axis instanceof NumberAxis number) {
      NumberMarginal marginal =
          MarginalLearning.of(column, number.grid().origin(), number.grid().quantum());
      double[] codes = Arrays.stream(column).distinct().limit(MOST_CODES + 1L).sorted().toArray();
      return number.grid().quantum() > 0 && areCodes(codes, column.length)
          ? new CodeCells(marginal, codes)
          : new NumberCells(marginal, pieces);
    }
    LevelAxis level = (LevelAxis) axis;
    double unknown = unknownShare(level, column);
    return level.levels().size() <= MOST_LEVELS
        ? new LevelCells(level.levels().size(), level.unknown(), unknown)
        : new NumberCells(ofLevels(level, column, unknown), pieces);
  }

  private static boolean areCodes(double[] distinct, int rows) {
    return distinct.length <= MOST_CODES && rows >= ROWS_A_CODE * distinct.length;
  }

  /** Returns the marginal probability of each level; empty for a number. */
  static double[] logShares(AxisCells axis, double[] column) {
    double[] counts = new double[axis.levels()];
    for (int level = 0; level < counts.length; level++) {
      double cell = axis.cell(level);
      counts[level] = Arrays.stream(column).filter(c -> c == cell).count() + 0.5;
    }
    double total = Arrays.stream(counts).sum();
    return Arrays.stream(counts).map(count -> Math.log(count / total)).toArray();
  }

  /**
   * Returns the expected share of rows with unknown levels, by Good and Turing: the share of
   * training rows whose level no other row has.
   */
  private static double unknownShare(LevelAxis axis, double[] column) {
    double once = axis.levels().stream().filter(level -> level.count() == 1).count();
    return (once + axis.unknownCount() + 0.5) / (column.length + 1.0) / 2
        + 0.5 / (column.length + 1.0);
  }

  /** Makes a histogram of many levels in the order of their intervals. */
  private static NumberMarginal ofLevels(LevelAxis axis, double[] column, double unknown) {
    double[] counts = new double[axis.levels().size() + 1];
    Arrays.stream(column).forEach(cell -> counts[(int) cell]++);
    counts[axis.unknown()] = 0;
    double total = Arrays.stream(counts).map(count -> count + 0.5).sum() - 0.5;
    double rest = 1 - unknown - 2 * NO_TAIL;
    double[] masses = Arrays.stream(counts).map(c -> (c + 0.5) / total * rest).toArray();
    masses[axis.unknown()] = unknown;
    double[] edges = IntStream.rangeClosed(0, counts.length).asDoubleStream().toArray();
    return new NumberMarginal(0, 1, edges, masses, NO_TAIL, 1, 1);
  }
}
