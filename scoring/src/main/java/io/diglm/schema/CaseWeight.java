package io.diglm.schema;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The column of case weights: how much each row counts in the objective and in measures. Only
 * ratios of weights matter. The column is not a feature, and predictions do not need it.
 *
 * @param column its name
 * @param mean the mean over the training rows, by which weights are divided
 */
public record CaseWeight(String column, double mean) {
  /** Requires a mean that weights can be divided by. */
  public CaseWeight {
    if (!(mean > 0) || Double.isInfinite(mean)) {
      throw new IllegalArgumentException(
          "mean of weight '%s' must be positive and finite, got %s".formatted(column, mean));
    }
  }

  /**
   * {@return the weights whose mean over some rows is 1}
   *
   * @param column name of the column
   * @param weights of all rows (N), as {@link #read} returns them
   * @param rows by which they are divided
   * @param source of the rows, for messages
   * @throws IllegalArgumentException if these rows have no positive weight
   */
  public static CaseWeight of(String column, double[] weights, int[] rows, String source) {
    double sum = IntStream.of(rows).mapToDouble(row -> weights[row]).sum();
    if (!(sum > 0)) {
      throw new IllegalArgumentException(
          "weight '%s' must be positive in a training row of %s, got 0 in all %,d"
              .formatted(column, source, rows.length));
    }
    return new CaseWeight(column, sum / rows.length);
  }

  /** Returns the weight of every row (N), divided by the mean. */
  double[] of(Table table) {
    return Arrays.stream(read(table, column, 0)).map(weight -> weight / mean).toArray();
  }

  /**
   * Reads a column of weights as it is.
   *
   * @param table the rows
   * @param column name of the column
   * @param before rows of the same source before those of the table, for messages
   * @return the weights (N), as they are
   * @throws IllegalArgumentException if the column is absent or a weight is missing, negative,
   *     infinite or no number; the message names the row, counted from 1
   */
  public static double[] read(Table table, String column, long before) {
    double[] weights = NumberColumn.read(table, column, "weight", before);
    for (int row = 0; row < weights.length; row++) {
      if (weights[row] < 0) {
        throw new IllegalArgumentException(
            "weight '%s' must be at least 0, got %s in %s, row %d"
                .formatted(
                    column,
                    CellText.format(StorageType.DECIMAL, weights[row]),
                    table.source(),
                    before + row + 1));
      }
    }
    return weights;
  }
}
