package io.diglm.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The columns that a fit needs.
 *
 * @param rows a frame of these columns only
 * @param columns their positions in a row
 */
record Picked(Dataset<Row> rows, List<FrameColumn> columns) {
  static Picked of(Dataset<Row> dataset, List<FrameColumn> columns) {
    List<Integer> fields = columns.stream().map(FrameColumn::field).distinct().toList();
    List<FrameColumn> picked =
        columns.stream()
            .map(c -> new FrameColumn(c.name(), c.type(), fields.indexOf(c.field()), c.element()))
            .toList();
    // Two columns may have one name, or names that differ by letter case: numbers stand for them.
    String[] numbered = new String[dataset.schema().length()];
    Arrays.setAll(numbered, f -> "c" + f);
    Column[] selected = fields.stream().map(f -> functions.col(numbered[f])).toArray(Column[]::new);
    return new Picked(dataset.toDF(numbered).select(selected), picked);
  }
}
