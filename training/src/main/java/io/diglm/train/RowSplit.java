package io.diglm.train;

import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.torch.Seeds;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows do what.
 *
 * @param train to learn from
 * @param validation to stop by: evenly picked of the rows that are not for test
 * @param test held out
 * @param dropped rows left out for missing features
 */
record RowSplit(int[] train, int[] validation, int[] test, int dropped) {
  /**
   * Splits a table.
   *
   * @throws IllegalArgumentException if too few rows are left to learn from
   */
  static RowSplit of(Table table, List<TableColumn> features, FitConfig config) {
    int[] rows = IntStream.range(0, table.rows()).toArray();
    if (config.missing() == FitConfig.Missing.DROP) {
      rows = IntStream.of(rows).filter(row -> complete(features, row)).toArray();
    }
    int dropped = table.rows() - rows.length;
    if (config.split() == FitConfig.SplitKind.RANDOM) {
      Seeds.shuffle(Seeds.stream(config.seed(), "split"), rows);
    }
    int test = testRows(table, rows.length, config.test());
    int[] rest = IntStream.range(0, rows.length - test).toArray();
    int[] kept = rows;
    int every = validationEvery(rest.length, config.validation());
    return new RowSplit(
        pick(kept, IntStream.of(rest).filter(i -> i % every != 0)),
        pick(kept, IntStream.of(rest).filter(i -> i % every == 0)),
        pick(kept, IntStream.range(kept.length - test, kept.length)),
        dropped);
  }

  private static int validationEvery(int rows, double wanted) {
    double every = wanted < 1 ? 1 / wanted : rows / wanted;
    return (int) Math.max(2, Math.min(rows, Math.round(Math.ceil(every - 1e-9))));
  }

  private static int testRows(Table table, int rows, double wanted) {
    int test = (int) (wanted < 1 ? Math.floor(rows * wanted) : wanted);
    if (rows - test < 2) {
      throw new IllegalArgumentException(
          "%s must have at least 2 complete rows besides the %d for test, got %d"
              .formatted(table.source(), test, rows));
    }
    return test;
  }

  private static boolean complete(List<TableColumn> features, int row) {
    for (TableColumn column : features) {
      boolean missing =
          column.cells() instanceof Cells.Texts texts
              ? texts.codes()[row] < 0
              : Double.isNaN(((Cells.Numbers) column.cells()).values()[row]);
      if (missing) {
        return false;
      }
    }
    return true;
  }

  private static int[] pick(int[] rows, IntStream indices) {
    return indices.map(i -> rows[i]).toArray();
  }
}
