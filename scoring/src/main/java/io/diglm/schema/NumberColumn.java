package io.diglm.schema;

/** A column of a table that must hold a finite number in every row. */
final class NumberColumn {
  private NumberColumn() {}

  /**
   * Returns the numbers (N).
   *
   * @param what the role of the column, for messages
   * @param before rows of the same source before those of the table, for messages
   * @throws IllegalArgumentException if the column is absent, or if a cell is missing, infinite or
   *     no number; the message names the row, counted from 1
   */
  static double[] read(Table table, String column, String what, long before) {
    TableColumn found = table.column(column);
    RowProblems problems = new RowProblems();
    double[] values =
        new NumberReader(column, StorageType.DECIMAL, problems).read(found, table.source());
    for (int row = 0; row < values.length; row++) {
      if (Double.isNaN(values[row])) {
        throw new IllegalArgumentException(
            "%s '%s' must be a finite number, got %s in %s, row %d"
                .formatted(
                    what,
                    column,
                    found.text(row).filter(text -> !text.isBlank()).orElse("a missing cell"),
                    table.source(),
                    before + row + 1));
      }
    }
    return values;
  }
}
