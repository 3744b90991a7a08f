package io.diglm.density;

import io.diglm.network.CellRows;

/**
 * Cells of a number, mapped by its marginal distribution. Later axes get v, the piece of (0, 1)
 * that contains the share u, and the position in that piece (piecewise linear encoding, Gorishniy
 * et al. 2022).
 */
final class NumberCells implements AxisCells {
  /** Standard deviation of a standard logistic distribution. */
  private static final double DEVIATION = Math.PI / Math.sqrt(3);

  private static final double MOST = 4;

  private final NumberMarginal marginal;
  private final NumberMarginal.Placing placing;
  private final int pieces;

  NumberCells(NumberMarginal marginal, int pieces) {
    this.marginal = marginal;
    this.pieces = pieces;
    placing = marginal.placing();
  }

  NumberMarginal marginal() {
    return marginal;
  }

  @Override
  public int levels() {
    return 0;
  }

  @Override
  public int features() {
    return pieces + 1;
  }

  @Override
  public void fill(double cell, CellRows rows, int index, int featuresAt) {
    if (Double.isNaN(cell)) {
      rows.choices()[index] = CellRows.ABSENT;
      return;
    }
    NumberMarginal.Place place = placing.of(cell);
    rows.choices()[index] = CellRows.NUMBER;
    rows.middles()[index] = (float) place.middle();
    rows.widths()[index] = (float) place.width();
    rows.logWidths()[index] = place.logWidth();
    float[] features = rows.features();
    double v = place.middle() / DEVIATION;
    features[featuresAt] = (float) Math.max(-MOST, Math.min(MOST, v));
    double at = place.share() * pieces;
    for (int piece = 0; piece < pieces && piece < at; piece++) {
      features[featuresAt + 1 + piece] = (float) Math.min(1, at - piece);
    }
  }

  @Override
  public double logUnit() {
    return marginal.quantum() > 0 ? Math.log(marginal.quantum()) : 0;
  }

  @Override
  public double cell(double drawn) {
    return placing.number(drawn);
  }
}
