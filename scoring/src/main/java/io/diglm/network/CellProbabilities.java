package io.diglm.network;

/**
 * log P of the cells of a row, as {@link CellHead} defines it, in double precision. Where the scale
 * of a component is 1/400, the last digits of a mean in single precision would move log P by more
 * than 1e-5, so that two processors or languages would differ.
 *
 * <p>For one thread only.
 */
final class CellProbabilities {
  private static final double LEAST_LOG_SCALE = -6;
  private static final double MOST_LOG_SCALE = 3;
  private static final double MOST = 80;
  private static final double MARGINAL = CellHead.MARGINAL;

  /** At this slope or less, only the marginal counts, by logarithms. */
  private static final double LEAST = 1e-25;

  /** Up to here, e^t, e^h and their product are ordinary numbers. */
  private static final double ORDINARY = 300;

  private final int components;
  private final int[] levels;

  /**
   * Makes it.
   *
   * @param levels of each axis, 0 for a number (D)
   */
  CellProbabilities(int components, int[] levels) {
    this.components = components;
    this.levels = levels;
  }

  /**
   * Writes log P of each axis of a row (D), starting at {@code to}.
   *
   * @param y the outputs of the row
   */
  void write(CellRows rows, int row, double[] y, double[] byAxis, int to) {
    int at = 0;
    for (int axis = 0; axis < levels.length; axis++) {
      int cell = row * levels.length + axis;
      int chosen = rows.choices()[cell];
      double log = chosen == CellRows.ABSENT ? 0 : rows.logWidths()[cell];
      if (chosen >= 0) {
        log += level(y, at, levels[axis], chosen);
      } else if (chosen == CellRows.NUMBER) {
        log += number(y, at, rows.middles()[cell], rows.widths()[cell]);
      }
      at += levels[axis] > 0 ? levels[axis] : 3 * components;
      byAxis[to + axis] = log;
    }
  }

  /** Returns the log of the mean slope of the mixture over a cell. */
  private double number(double[] y, int at, double middle, double width) {
    double top = greatest(y, at, components);
    double half = 0.5 * width;
    double total = 0;
    double weights = 0;
    for (int m = 0; m < components; m++) {
      double weight = Math.exp(Math.max(-MOST, y[at + m] - top));
      double logScale = y[at + 2 * components + m];
      double inverse = Math.exp(-Math.max(LEAST_LOG_SCALE, Math.min(MOST_LOG_SCALE, logScale)));
      double t = (middle - y[at + components + m]) * inverse;
      total += weight * inverse * slope(t, half * inverse);
      weights += weight;
    }
    double whole = (1 - MARGINAL) * total / weights + MARGINAL * slope(middle, half);
    return whole > LEAST ? Math.log(whole) : Math.log(MARGINAL) + CellHead.far(middle, width);
  }

  /** Returns the mean slope of the logistic function over a cell from t - h to t + h. */
  private static double slope(double t, double h) {
    if (!(Math.abs(t) < ORDINARY && h < ORDINARY)) {
      double low = Math.exp(bounded(t - h));
      double high = Math.exp(bounded(-t - h));
      return shrunk(2 * h, Math.exp(-2 * h)) / ((1 + low) * (1 + high));
    }
    // Both ends and the width by two exponentials.
    double e = Math.exp(t);
    double shrinking = h == 0 ? 1 : Math.exp(-h);
    double shrunk = shrunk(2 * h, shrinking * shrinking);
    return shrunk / ((1 + e * shrinking) * (1 + shrinking / e));
  }

  private static double bounded(double t) {
    return Math.max(-ORDINARY, Math.min(ORDINARY, t));
  }

  /** Returns (1 - e^-d) / d, given e^-d. */
  private static double shrunk(double d, double decayed) {
    return d < 1e-3 ? 1 - d * (0.5 - d * (1 / 6.0 - d / 24)) : (1 - decayed) / d;
  }

  private static double level(double[] y, int at, int count, int chosen) {
    double top = greatest(y, at, count);
    double total = 0;
    for (int l = 0; l < count; l++) {
      total += Math.exp(Math.max(-MOST, y[at + l] - top));
    }
    return y[at + chosen] - top - Math.log(total);
  }

  private static double greatest(double[] y, int at, int count) {
    double top = y[at];
    for (int i = 1; i < count; i++) {
      top = Math.max(top, y[at + i]);
    }
    return top;
  }
}
