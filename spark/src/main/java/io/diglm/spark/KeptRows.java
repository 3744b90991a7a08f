package io.diglm.spark;

import io.diglm.schema.StorageType;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Which rows a fit keeps.
 *
 * @param columns the features and, last, the label if there is one
 * @param labelled whether the last column is a label
 * @param complete whether rows that lack a feature are dropped
 * @param answered whether rows that lack the label are dropped
 */
record KeptRows(List<FrameColumn> columns, boolean labelled, boolean complete, boolean answered)
    implements Serializable {
  boolean keeps(Row row) {
    return (!answered || hasLabel(row))
        && (!complete || features().stream().allMatch(c -> has(c, row)));
  }

  boolean hasLabel(Row row) {
    return !labelled || has(columns.get(columns.size() - 1), row);
  }

  private List<FrameColumn> features() {
    return columns.subList(0, columns.size() - (labelled ? 1 : 0));
  }

  private static boolean has(FrameColumn column, Row row) {
    return column.type() == StorageType.TEXT
        ? !row.isNullAt(column.field())
        : !Double.isNaN(column.number(row));
  }
}
