package io.diglm.report;

import java.util.List;

/**
 * One column of the training rows, as the model saw it.
 *
 * @param name of the column
 * @param type in words
 * @param missing share of missing cells, in [0, 1]
 * @param mean NaN for a category
 * @param standardDeviation NaN for a category
 * @param levels the most frequent levels of a category, in descending order; empty for a number
 * @param histogram rows per bin over the range of the column, or per level; may be empty
 * @param note how it was encoded, such as {@code dequantised by 1}; may be empty
 * @param importance how much the NLL of held-out rows rises when the cells of the column are
 *     shuffled among them, in nats; NaN if it was not measured
 */
public record ColumnSummary(
    String name,
    String type,
    double missing,
    double mean,
    double standardDeviation,
    List<String> levels,
    long[] histogram,
    String note,
    double importance) {

  public ColumnSummary {
    levels = List.copyOf(levels);
  }
}
