package io.diglm.train;

import io.diglm.schema.CaseWeight;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Takes the column of case weights, where there is one, into a schema. */
final class Weighing {
  private Weighing() {}

  /**
   * Returns the schema with the weights divided by their mean over the training rows.
   *
   * @param labelled whether a row has a target
   * @throws IllegalArgumentException if a weight of any row is wrong, or if rows that something is
   *     learned from all have weight 0
   */
  static Schema weighed(
      Schema inferred, FitConfig config, Table table, RowSplit split, IntPredicate labelled) {
    if (config.data().weight().isEmpty()) {
      return inferred;
    }
    String column = config.data().weight().get();
    double[] weights = CaseWeight.read(table, column, 0);
    CaseWeight weight = CaseWeight.of(column, weights, split.train(), table.source());
    requirePositive(column, "validation row", weights, split.validation(), table);
    int[] known = IntStream.of(split.train()).filter(labelled).toArray();
    if (known.length > 0) {
      requirePositive(column, "training row with a target", weights, known, table);
    }
    return inferred.weighted(weight);
  }

  private static void requirePositive(
      String column, String what, double[] weights, int[] rows, Table table) {
    if (IntStream.of(rows).noneMatch(row -> weights[row] > 0)) {
      throw new IllegalArgumentException(
          "weight '%s' must be positive in a %s of %s, got 0 in all %,d"
              .formatted(column, what, table.source(), rows.length));
    }
  }
}
