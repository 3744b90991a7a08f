package io.diglm.schema;

/** Encodes and decodes one axis; a loop over a block's rows, because a call per cell costs more. */
sealed interface Channel permits NumberChannel, LevelChannel, MissingChannel {
  /**
   * Writes dimension {@code d} of the block's rows and adds to their log-dets.
   *
   * @param raw the rows' cells, as a {@link BoundColumn} gathers them
   */
  void encode(double[] raw, Block block, int d);

  /**
   * Returns the cell of a raw number: of a number what the axis reads, of a level its interval, of
   * a missing axis 0 or 1; NaN where the axis has none.
   */
  double cell(double raw);

  /** Returns what a cell adds to the raw number, as {@link #decode} does of v. */
  double value(double cell);

  /**
   * Returns what v adds to the raw cell: the sum over a column's axes is the cell (of a text, its
   * level), NaN where it is missing.
   */
  double decode(double v);
}
