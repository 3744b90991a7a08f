package io.diglm.model;

import java.util.List;

/**
 * How intervals were calibrated, if not by all validation rows alike: again, by labelled rows that
 * arrived after the fit, or by groups of the validation rows.
 *
 * @param rows labelled ones, in the order in which they came
 * @param levels the levels that give each coverage, as found by adaptation
 * @param shifted how many rows without a label the labelled ones were weighted towards; 0 if none
 * @param column whose groups have a calibration each; empty if none
 * @param groups of this column, those of enough rows
 * @param groupRows how many rows each of them has
 */
public record Recalibration(
    long rows,
    List<Level> levels,
    int shifted,
    String column,
    List<String> groups,
    List<Integer> groupRows) {
  /** Checks that each group has its rows. */
  public Recalibration {
    levels = List.copyOf(levels);
    groups = List.copyOf(groups);
    groupRows = List.copyOf(groupRows);
    if (groups.size() != groupRows.size() || (column.isEmpty() && !groups.isEmpty())) {
      throw new IllegalArgumentException(
          "groups must have a column and rows each, got %d groups and %d numbers of rows"
              .formatted(groups.size(), groupRows.size()));
    }
  }

  /**
   * The level of p(y|x) that stands for a coverage.
   *
   * @param coverage that is wanted
   * @param level that is taken for it, in 0 to 1
   */
  public record Level(double coverage, double level) {}
}
