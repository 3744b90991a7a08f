package io.diglm.train;

import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.util.List;

/**
 * A table that is ready to be learned from.
 *
 * @param table with the columns that are used
 * @param rows which of its rows do what
 * @param novelty which of them calibrate novelty
 * @param data its rows as the trainer sees them
 * @param warnings what the user should know; more can be added
 */
record Prepared(
    Table table,
    Schema schema,
    RowSplit rows,
    NoveltyRows novelty,
    TrainingData data,
    List<String> warnings) {}
