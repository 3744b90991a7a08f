package io.diglm.train;

import io.diglm.config.DataSettings;
import io.diglm.config.UnlabelledSettings;
import io.diglm.distribution.Seeds;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Cells;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.TargetValues;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which rows do what.
 *
 * @param train to learn from
 * @param validation to stop by: evenly picked of the rows that are not for test
 * @param test held out
 * @param dropped rows left out for missing features or an unwanted missing target
 */
record RowSplit(int[] train, int[] validation, int[] test, int dropped) {
  private static final int FEW_LABELS = 100;
  private static final double USUAL_SHARE = 0.1;
  private static final double USUAL_MOST = 10_000;

  /**
   * Splits a table.
   *
   * @param labelled whether a row has a target
   * @throws IllegalArgumentException if too few rows are left to learn from
   */
  static RowSplit of(
      Table table, List<TableColumn> features, IntPredicate labelled, FitConfig config) {
    int[] rows = IntStream.range(0, table.rows()).toArray();
    if (config.data().missing() == DataSettings.Missing.DROP) {
      rows =
          IntStream.of(rows)
              .filter(row -> features.stream().allMatch(column -> has(column).test(row)))
              .toArray();
    }
    if (config.unlabelled().use() == UnlabelledSettings.Use.DROP) {
      rows = IntStream.of(rows).filter(labelled).toArray();
    }
    int dropped = table.rows() - rows.length;
    if (config.data().split() == DataSettings.Split.RANDOM) {
      Seeds.shuffle(Seeds.stream(config.run().seed(), "split"), rows);
    }
    int test = testRows(table, rows.length, config.data().test());
    boolean[] validates = validates(rows, rows.length - test, labelled, config.data().validation());
    int[] kept = rows;
    return new RowSplit(
        pick(kept, IntStream.range(0, validates.length).filter(i -> !validates[i])),
        pick(kept, IntStream.range(0, validates.length).filter(i -> validates[i])),
        pick(kept, IntStream.range(kept.length - test, kept.length)),
        dropped);
  }

  /**
   * Rows with a target and rows without validate in equal shares; but a few labels among many rows
   * are all needed to learn from.
   */
  private static boolean[] validates(
      int[] rows, int count, IntPredicate hasTarget, OptionalDouble wanted) {
    int every = validationEvery(count, wanted);
    boolean[] validates = new boolean[count];
    int[] labelled = IntStream.range(0, count).filter(i -> hasTarget.test(rows[i])).toArray();
    int[] others = IntStream.range(0, count).filter(i -> !hasTarget.test(rows[i])).toArray();
    if (others.length <= labelled.length || labelled.length >= FEW_LABELS) {
      IntStream.range(0, labelled.length)
          .filter(i -> i % every == 0)
          .forEach(i -> validates[labelled[i]] = true);
    }
    IntStream.range(0, others.length)
        .filter(i -> i % every == 0)
        .forEach(i -> validates[others[i]] = true);
    return validates;
  }

  /** What stops a training and calibrates is known well enough by some thousands of rows. */
  private static int validationEvery(int rows, OptionalDouble wanted) {
    double every =
        wanted.isEmpty()
            ? Math.max(1 / USUAL_SHARE, rows / USUAL_MOST)
            : every(rows, wanted.getAsDouble());
    return (int) Math.max(2, Math.min(rows, Math.round(Math.ceil(every - 1e-9))));
  }

  private static double every(int rows, double wanted) {
    return wanted < 1 ? 1 / wanted : rows / wanted;
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

  /** Returns whether a column has a value in a row. */
  static IntPredicate has(TableColumn column) {
    return column.cells() instanceof Cells.Texts texts
        ? row -> texts.codes()[row] >= 0
        : row -> !Double.isNaN(((Cells.Numbers) column.cells()).values()[row]);
  }

  private static int[] pick(int[] rows, IntStream indices) {
    return indices.map(i -> rows[i]).toArray();
  }

  /** Leaves out validation rows that a prediction would fail or reject unseen. */
  static int[] readable(int[] rows, BoundTable bound, TargetValues targets, List<String> warnings) {
    Set<Integer> bad = new HashSet<>();
    bound.problems().stream()
        .filter(problem -> !problem.hasDensity())
        .forEach(problem -> bad.add(problem.row()));
    targets.problems().stream().map(RowProblem::row).forEach(bad::add);
    int[] kept = IntStream.of(rows).filter(row -> !bad.contains(row)).toArray();
    if (kept.length < rows.length) {
      warnings.add(
          "%d of %d validation rows are unlike all training rows and were left out"
              .formatted(rows.length - kept.length, rows.length));
    }
    if (kept.length == 0) {
      throw new IllegalArgumentException(
          "validation rows must include one that is readable, got none of "
              + Arrays.toString(rows));
    }
    return kept;
  }
}
