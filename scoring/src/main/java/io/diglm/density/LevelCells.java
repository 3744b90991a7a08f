package io.diglm.density;

import io.diglm.network.CellRows;

/**
 * Cells with few levels. The share of unknown levels does not depend on other columns, since no
 * training row shows how it could.
 *
 * @param levels the known levels
 * @param unknown the cell that stands for unknown levels, among those of known ones; -1 for none
 * @param unknownShare of rows of unknown levels, in [0, 1)
 */
record LevelCells(int levels, int unknown, double unknownShare) implements AxisCells {
  LevelCells {
    if (!(unknownShare >= 0 && unknownShare < 1) || (unknown >= 0 && unknownShare == 0)) {
      throw new IllegalArgumentException(
          "share of unknown levels must be in (0, 1), got " + unknownShare);
    }
  }

  @Override
  public int features() {
    return levels;
  }

  @Override
  public void fill(double cell, CellRows rows, int index, int featuresAt) {
    if (Double.isNaN(cell)) {
      rows.choices()[index] = CellRows.ABSENT;
    } else if ((int) cell == unknown) {
      rows.choices()[index] = CellRows.FIXED;
      rows.logWidths()[index] = Math.log(unknownShare);
    } else {
      int level = unknown >= 0 && cell > unknown ? (int) cell - 1 : (int) cell;
      rows.choices()[index] = level;
      rows.logWidths()[index] = Math.log1p(-unknownShare);
      rows.features()[featuresAt + level] = 1;
    }
  }

  @Override
  public double logUnit() {
    return 0;
  }

  @Override
  public double cell(double drawn) {
    return unknown >= 0 && drawn >= unknown ? drawn + 1 : drawn;
  }
}
