package io.diglm.schema;

import java.util.Arrays;
import java.util.List;

/**
 * The target of a table's rows.
 *
 * @param values numbers in the target's own units, or class indices; NaN where missing
 * @param problems cells that are no target, by ascending row
 */
public record TargetValues(double[] values, List<RowProblem> problems) {
  public TargetValues {
    problems = List.copyOf(problems);
  }

  /** Returns the targets of rows that have none. */
  static TargetValues missing(int rows) {
    double[] values = new double[rows];
    Arrays.fill(values, Double.NaN);
    return new TargetValues(values, List.of());
  }

  /** Returns class indices, -1 where missing. */
  public int[] classes() {
    return Arrays.stream(values).mapToInt(v -> Double.isNaN(v) ? -1 : (int) v).toArray();
  }
}
