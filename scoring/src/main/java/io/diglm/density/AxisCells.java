package io.diglm.density;

import io.diglm.network.CellRows;

/**
 * The way in which the cells of one axis are read: as levels, as numbers on the real line, or as
 * both.
 */
sealed interface AxisCells permits CodeCells, LevelCells, NumberCells {
  /** Returns the number of levels; 0 for a number. */
  int levels();

  /** Returns how many features describe this axis to later axes. */
  int features();

  /**
   * Writes a row's cell.
   *
   * @param cell as {@link io.diglm.schema.Encoder#cells} reads it; NaN if there is none
   * @param index of the cell among those of all rows and axes
   * @param featuresAt the start of the features of this axis for the row, which are still zero
   */
  void fill(double cell, CellRows rows, int index, int featuresAt);

  /**
   * Returns the log of the width of the cell in the units of the column if the column has a grid,
   * otherwise 0.
   */
  double logUnit();

  /** Returns the cell of a draw, which is a level or a point of the real line. */
  double cell(double drawn);
}
