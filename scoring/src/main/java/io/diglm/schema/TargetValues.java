package io.diglm.schema;

import java.util.Arrays;
import java.util.List;

/**
 * The target of a table's rows.
 *
 * @param values numbers in the units of the target, or class indices; NaN if missing
 * @param problems the problems of cells that are not targets, by ascending row
 */
public record TargetValues(double[] values, List<RowProblem> problems) {
  public TargetValues {
    problems = List.copyOf(problems);
  }

  /** Returns the values for rows without a target. */
  static TargetValues missing(int rows) {
    double[] values = new double[rows];
    Arrays.fill(values, Double.NaN);
    return new TargetValues(values, List.of());
  }

  /** {@return class indices, -1 if missing} */
  public int[] classes() {
    return Arrays.stream(values).mapToInt(v -> Double.isNaN(v) ? -1 : (int) v).toArray();
  }
}
