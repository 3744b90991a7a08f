package io.diglm.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The column of offsets: a known part of each row, which is added to the linear predictor of the
 * location before the link. The column is not a feature. Predictions need it, log p(x) does not.
 *
 * @param column its name
 * @param exposure whether the column is an exposure, such as the time under observation, whose
 *     logarithm is the offset: under a log link the mean is in proportion to it
 */
public record Offset(String column, boolean exposure) {
  /**
   * Returns the offsets of rows (N). Cells that are missing, infinite, no numbers, or exposures
   * that are not positive become problems of their rows, whose offset is then 0.
   *
   * @throws IllegalArgumentException if the table lacks the column
   */
  double[] read(Table table, RowProblems problems) {
    TableColumn cells = table.column(column);
    double[] values =
        new NumberReader(column, StorageType.DECIMAL, problems).read(cells, table.source());
    double[] offsets = new double[values.length];
    for (int row = 0; row < values.length; row++) {
      if (cells.text(row).filter(text -> !text.isBlank()).isEmpty()) {
        problems.add(
            row,
            RowProblem.Kind.ERROR,
            "column '%s' must hold the %s, got a missing cell".formatted(column, name()));
      } else if (exposure && values[row] <= 0) {
        problems.add(
            row,
            RowProblem.Kind.ERROR,
            "exposure '%s' must be positive, got %s".formatted(column, text(values[row])));
      } else if (!Double.isNaN(values[row])) {
        offsets[row] = exposure ? Math.log(values[row]) : values[row];
      }
    }
    return offsets;
  }

  /**
   * {@return the offsets of rows (N), all of which must have one}
   *
   * @param table the rows
   * @param most the largest absolute offset that makes sense; infinite where any does
   * @throws IllegalArgumentException if the table lacks the column, or if a cell is missing, no
   *     finite number, no positive exposure, or too large an offset; the message names the row,
   *     counted from 1
   */
  public double[] require(Table table, double most) {
    double[] values = NumberColumn.read(table, column, name(), 0).clone();
    for (int row = 0; row < values.length; row++) {
      if (exposure && !(values[row] > 0)) {
        throw new IllegalArgumentException(
            "exposure '%s' must be positive, got %s in %s, row %d"
                .formatted(column, text(values[row]), table.source(), row + 1));
      }
      values[row] = exposure ? Math.log(values[row]) : values[row];
      if (Math.abs(values[row]) > most) {
        throw new IllegalArgumentException(
            "offset '%s' must lie within %s of 0, got %s in %s, row %d (--exposure takes what is not a logarithm)"
                .formatted(column, text(most), text(values[row]), table.source(), row + 1));
      }
    }
    return values;
  }

  private String name() {
    return exposure ? "exposure" : "offset";
  }

  private static String text(double value) {
    return CellText.format(StorageType.DECIMAL, value);
  }

  /** Returns the table, with offsets of 0 if it lacks the column. */
  Table completed(Table table) {
    if (table.find(column).isPresent()) {
      return table;
    }
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.add(neutral(table.rows()));
    return new Table(table.source(), columns, table.rows(), table.images());
  }

  private TableColumn neutral(int rows) {
    double[] values = new double[rows];
    Arrays.fill(values, exposure ? 1 : 0);
    return new TableColumn(column, StorageType.DECIMAL, new Cells.Numbers(values));
  }
}
