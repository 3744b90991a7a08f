package io.diglm.density;

import io.diglm.network.CellRows;

/** How the cells of one axis are read: as levels, as numbers placed on the real line, or both. */
sealed interface AxisCells permits CodeCells, LevelCells, NumberCells {
  /** Returns the number of levels; 0 of a number. */
  int levels();

  /** Returns how many features tell later axes of this one. */
  int features();

  /**
   * Writes a row's cell.
   *
   * @param cell as {@link io.diglm.schema.Encoder#cells} reads it; NaN where there is none
   * @param index of the cell among those of all rows and axes
   * @param featuresAt where this axis's features of the row start, zeros so far
   */
  void fill(double cell, CellRows rows, int index, int featuresAt);

  /** Returns log of the cell's width in the column's units, where the column has a grid; else 0. */
  double logUnit();

  /** Returns the cell of what was drawn: a level, or a point of the real line. */
  double cell(double drawn);
}
