package io.diglm.schema;

/** The cells of a table's column as a feature's axes read them. */
sealed interface BoundColumn {
  /** Returns the number, or of a text the interval of its level; NaN where it is missing. */
  double value(int row);

  /** Numbers, all of them finite or NaN. */
  record Numbers(double[] values) implements BoundColumn {
    @Override
    public double value(int row) {
      return values[row];
    }
  }

  /** Texts: the table's codes, and the interval of each code. */
  record Levels(int[] codes, int[] intervals) implements BoundColumn {
    @Override
    public double value(int row) {
      int code = codes[row];
      return code < 0 ? Double.NaN : intervals[code];
    }
  }
}
