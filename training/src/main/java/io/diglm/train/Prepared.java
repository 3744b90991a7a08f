package io.diglm.train;

import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that is ready to be learned from.
 *
 * @param table with the columns that are used
 * @param rows which of its rows do what
 * @param novelty which of them calibrate novelty
 * @param data its rows as the trainer sees them
 * @param further targets beside that of the schema, which share its flow; mostly none
 * @param warnings what the user should know; more can be added
 */
record Prepared(
    Table table,
    Schema schema,
    RowSplit rows,
    NoveltyRows novelty,
    TrainingData data,
    List<Target> further,
    List<String> warnings) {
  /** Returns how many targets there are, where none counts as one. */
  int targets() {
    return 1 + further.size();
  }

  /**
   * Returns the same for one target alone, from 0 on, with warnings of its own.
   *
   * @param target its number; 0 also where there is none
   */
  Prepared of(int target) {
    if (target == 0) {
      return new Prepared(table, schema, rows, novelty, data, List.of(), new ArrayList<>(warnings));
    }
    Schema own = schema.withTarget(further.get(target - 1));
    double[] values = own.targets(table).values();
    return new Prepared(
        table, own, rows, novelty, data.of(values), List.of(), new ArrayList<>(warnings));
  }
}
