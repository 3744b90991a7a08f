package io.diglm.train;

import io.diglm.distribution.Bounds;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.schema.CaseWeight;
import io.diglm.schema.Offset;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TargetEnds;
import io.diglm.settings.Require;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Takes the columns of case weights, offsets and censoring, where there are such, into a schema.
 */
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
   * Returns the schema with the columns of censoring.
   *
   * @throws IllegalArgumentException if rows are images or have a target that is no number
   */
  static Schema censored(Schema schema, FitConfig config) {
    return config
        .data()
        .censoring()
        .map(
            censoring -> {
              Require.that(
                  schema.image().isEmpty(),
                  "rows",
                  "be of a table if targets are censored",
                  "images");
              Require.that(
                  schema.classes().isEmpty(),
                  "target",
                  "be a time if it may be censored",
                  schema.classes().size() + " classes");
              return schema.censored(censoring);
            })
        .orElse(schema);
  }

  /**
   * Returns the ends between which targets lie that are not known exactly.
   *
   * @throws IllegalArgumentException if a row says something else, or if all training rows only say
   *     that the event had not come
   */
  static TargetEnds ends(Schema schema, FitConfig config, Table table, RowSplit split) {
    TargetEnds ends = schema.ends(table);
    boolean nothing =
        ends.any()
            && IntStream.of(split.train()).allMatch(row -> !(ends.high(row) < Double.MAX_VALUE));
    if (nothing) {
      String column = config.data().censoring().orElseThrow().column();
      boolean event = config.data().event().isPresent();
      throw new IllegalArgumentException(
          "%s '%s' must be %s in a training row of %s, got %s in all %,d"
              .formatted(
                  event ? "event" : "censored",
                  column,
                  event ? "1" : "none, left or interval",
                  table.source(),
                  event ? "0" : "right",
                  split.train().length));
    }
    return ends;
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
