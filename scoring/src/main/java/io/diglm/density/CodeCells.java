package io.diglm.density;

import io.diglm.network.CellRows;
import java.util.Arrays;

/**
 * Cells of a number for which the training rows held few values, each often. It is a code and a
 * number at once. The values that were seen are levels. Any other value has its marginal
 * probability, independently of the other columns. Later axes get the level and the position v.
 */
final class CodeCells implements AxisCells {
  private static final double DEVIATION = Math.PI / Math.sqrt(3);
  private static final double MOST = 4;

  private final NumberMarginal marginal;
  private final NumberMarginal.Placing placing;
  private final double[] codes;
  private final double logKnown;

  /**
   * Makes cells.
   *
   * @param codes the first number of each known cell, increasing
   */
  CodeCells(NumberMarginal marginal, double[] codes) {
    this.marginal = marginal;
    this.codes = codes.clone();
    placing = marginal.placing();
    double known = Arrays.stream(codes).map(code -> Math.exp(placing.of(code).logMass())).sum();
    logKnown = Math.log(Math.min(1, known));
  }

  NumberMarginal marginal() {
    return marginal;
  }

  double[] codes() {
    return codes.clone();
  }

  /** Returns log of what the known codes have together. */
  double logKnown() {
    return logKnown;
  }

  @Override
  public int levels() {
    return codes.length;
  }

  @Override
  public int features() {
    return codes.length + 1;
  }

  @Override
  public void fill(double cell, CellRows rows, int index, int featuresAt) {
    if (Double.isNaN(cell)) {
      rows.choices()[index] = CellRows.ABSENT;
      return;
    }
    NumberMarginal.Place place = placing.of(cell);
    double v = place.middle() / DEVIATION;
    rows.features()[featuresAt + codes.length] = (float) Math.max(-MOST, Math.min(MOST, v));
    int level = level(cell);
    if (level >= 0) {
      rows.choices()[index] = level;
      rows.logWidths()[index] = logKnown;
      rows.features()[featuresAt + level] = 1;
    } else {
      rows.choices()[index] = CellRows.FIXED;
      rows.logWidths()[index] = place.logMass();
    }
  }

  /** Returns the code of a cell, or -1 if it has none. */
  private int level(double cell) {
    double near = marginal.quantum() / 2;
    int found = Arrays.binarySearch(codes, cell - near);
    int next = found >= 0 ? found : -found - 1;
    return next < codes.length && marginal.ticks(cell) == marginal.ticks(codes[next]) ? next : -1;
  }

  @Override
  public double logUnit() {
    return Math.log(marginal.quantum());
  }

  @Override
  public double cell(double drawn) {
    return codes[(int) drawn];
  }
}
