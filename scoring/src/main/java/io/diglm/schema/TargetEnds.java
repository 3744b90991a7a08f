package io.diglm.schema;

import java.util.stream.IntStream;

/**
 * The ends between which the target of each row lies: of an observed target both are the target
 * itself, of a censored one low &lt; y &lt;= high. Without censoring there are none.
 *
 * @param low 0 where y is at most {@code high}; NaN without a target (N)
 * @param high infinite where y is above {@code low}; NaN without a target (N)
 */
public record TargetEnds(double[] low, double[] high) {
  /** The ends of rows without censoring. */
  public static final TargetEnds NONE = new TargetEnds(new double[0], new double[0]);

  /** {@return whether rows may be censored at all} */
  public boolean any() {
    return low.length > 0;
  }

  /**
   * {@return whether the target of a row is not known but for its ends}
   *
   * @param row index of the row, from 0
   */
  public boolean censored(int row) {
    return any() && low[row] < high[row];
  }

  /**
   * {@return the lower end of a row}
   *
   * @param row index of the row, from 0
   */
  public double low(int row) {
    return low[row];
  }

  /**
   * {@return the upper end of a row}
   *
   * @param row index of the row, from 0
   */
  public double high(int row) {
    return high[row];
  }

  /**
   * {@return the ends of some rows, in their order}
   *
   * @param rows indices, from 0
   */
  public TargetEnds of(int[] rows) {
    return any()
        ? new TargetEnds(
            IntStream.of(rows).mapToDouble(row -> low[row]).toArray(),
            IntStream.of(rows).mapToDouble(row -> high[row]).toArray())
        : this;
  }
}
