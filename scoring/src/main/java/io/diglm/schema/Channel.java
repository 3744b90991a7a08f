package io.diglm.schema;

/**
 * Encodes and decodes one axis. It loops over the rows of a block, because a call per cell would
 * cost more.
 */
sealed interface Channel permits NumberChannel, LevelChannel, MissingChannel {
  /**
   * Writes dimension {@code d} of the rows of the block and adds to their log-determinants.
   *
   * @param raw the cells of the rows, as a {@link BoundColumn} writes them
   */
  void encode(double[] raw, Block block, int d);

  /**
   * Returns the cell of a raw number: for a number axis the number that the axis reads, for a level
   * axis the interval, for a missing axis 0 or 1; NaN if the axis has none.
   */
  double cell(double raw);

  /** Returns the contribution of a cell to the raw number, as {@link #decode} does for v. */
  double value(double cell);

  /**
   * Returns the contribution of v to the raw cell. The sum over the axes of a column is the cell
   * (for a text, its level), or NaN if it is missing.
   */
  double decode(double v);
}
