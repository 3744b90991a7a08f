package io.diglm.schema;

/** The cells of a column in the form that the axes of a feature read. */
sealed interface BoundColumn {
  /**
   * Writes the cells of the rows of a block to {@code raw}: numbers or, for texts, the intervals of
   * their levels; NaN if a cell is missing.
   */
  void gather(Block block, double[] raw);

  /** Numbers, all of them finite or NaN. */
  record Numbers(double[] values) implements BoundColumn {
    @Override
    public void gather(Block block, double[] raw) {
      int[] rows = block.rows();
      int from = block.from();
      for (int i = 0; i < block.size(); i++) {
        raw[i] = values[rows[from + i]];
      }
    }
  }

  /** Texts: the codes of the table, and the interval of each code. */
  record Levels(int[] codes, int[] intervals) implements BoundColumn {
    @Override
    public void gather(Block block, double[] raw) {
      int[] rows = block.rows();
      int from = block.from();
      for (int i = 0; i < block.size(); i++) {
        int code = codes[rows[from + i]];
        raw[i] = code < 0 ? Double.NaN : intervals[code];
      }
    }
  }
}
