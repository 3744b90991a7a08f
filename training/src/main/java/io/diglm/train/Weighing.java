package io.diglm.train;

import io.diglm.distribution.Bounds;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.schema.CaseWeight;
import io.diglm.schema.Offset;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Takes the columns of case weights and of offsets, where there are such, into a schema. */
final class Weighing {
  private Weighing() {}

  /**
   * Returns the schema with the column of offsets.
   *
   * @throws IllegalArgumentException if a row has none
   */
  static Schema known(Schema schema, FitConfig config, Table table) {
    if (config.data().known().isEmpty()) {
      return schema;
    }
    Offset offset = config.data().known().get();
    offset.require(table, Double.POSITIVE_INFINITY);
    return schema.offset(offset);
  }

  /**
   * Requires offsets that a link other than the identity can take.
   *
   * @throws IllegalArgumentException if one is so large that the mean is bounded instead
   */
  static void requireScale(HeadConfig head, Schema schema, Table table) {
    boolean linear = head.link() == Link.IDENTITY && !head.definition().logarithmic(head.link());
    schema
        .offset()
        .filter(offset -> !linear)
        .ifPresent(offset -> offset.require(table, Bounds.LOG_MEAN));
  }

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
