package io.diglm.report;

import java.util.List;

/**
 * One column of the table as the model saw it in training.
 *
 * @param missing share of missing cells, in [0, 1]
 * @param mean NaN for a category
 * @param standardDeviation NaN for a category
 * @param levels the most frequent levels of a category, the first first; empty for a number
 * @param histogram rows per bin over the column's range, or per level; may be empty
 * @param note what was done about it, such as {@code dequantised by 1}; may be empty
 */
public record ColumnSummary(
    String name,
    String type,
    double missing,
    double mean,
    double standardDeviation,
    List<String> levels,
    long[] histogram,
    String note) {

  public ColumnSummary {
    levels = List.copyOf(levels);
  }
}
