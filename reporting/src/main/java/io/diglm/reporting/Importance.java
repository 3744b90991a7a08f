package io.diglm.reporting;

import io.diglm.distribution.Seeds;
import io.diglm.schema.Input;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.train.FitResult;
import io.diglm.train.TimeLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How much each column matters for the target: the rise of the mean -log p(y|x) of held-out rows
 * when the cells of the column are shuffled among these rows (Breiman 2001, section 10).
 */
record Importance(FitResult result, TimeLimit limit) {
  private static final int MOST_ROWS = 1000;
  private static final int LEAST_ROWS = 100;

  /** The most cells that are shuffled, so that wide tables take seconds. */
  private static final int MOST_CELLS = 50_000;

  /**
   * Returns the rise by column, in nats. There is none for images, without a target, and for
   * columns that there was no time for.
   */
  Map<String, Double> byColumn() {
    Schema schema = result.model().manifest().schema();
    Map<String, Double> rises = new HashMap<>();
    if (schema.target().isEmpty() || schema.image().isPresent() || limit.over()) {
      return rises;
    }
    int[] held = result.testEvaluation().isPresent() ? result.test() : result.validation();
    int most =
        Math.max(LEAST_ROWS, Math.min(MOST_ROWS, MOST_CELLS / Math.max(1, schema.inputs().size())));
    Table rows = result.table().take(held).evenly(most);
    int[] shuffled = IntStream.range(0, rows.rows()).toArray();
    Seeds.shuffle(
        Seeds.stream(result.model().manifest().provenance().seed(), "importance"), shuffled);
    double before = nll(rows);
    for (Input input : schema.inputs()) {
      if (limit.over() || !Double.isFinite(before)) {
        break;
      }
      double rise = nll(shuffled(rows, input.name(), shuffled)) - before;
      if (Double.isFinite(rise)) {
        rises.put(input.name(), rise);
      }
    }
    return rises;
  }

  private double nll(Table rows) {
    return result.predictor().evaluate(rows).measures().nll();
  }

  private static Table shuffled(Table rows, String name, int[] order) {
    List<TableColumn> columns =
        rows.columns().stream()
            .map(
                c ->
                    c.name().equals(name)
                        ? new TableColumn(name, c.type(), c.cells().take(order))
                        : c)
            .toList();
    return new Table(rows.source(), columns, rows.rows());
  }
}
