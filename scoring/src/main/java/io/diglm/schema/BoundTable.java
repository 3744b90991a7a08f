package io.diglm.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A table whose columns are matched to the features of a schema, ready to be encoded. Immutable.
 * Rows with a problem are encoded to finite numbers without meaning.
 */
public final class BoundTable {
  private final int rows;
  private final List<BoundColumn> columns;
  private final Optional<Images> images;
  private final double[] offsets;
  private final List<RowProblem> problems;

  BoundTable(
      int rows,
      List<BoundColumn> columns,
      Optional<Images> images,
      double[] offsets,
      List<RowProblem> problems) {
    this.rows = rows;
    this.columns = List.copyOf(columns);
    this.offsets = offsets;
    this.images = images;
    this.problems = List.copyOf(problems);
  }

  /** {@return N, the number of rows} */
  public int rows() {
    return rows;
  }

  /**
   * {@return the problems of the rows that must be rejected or fail, by ascending row, one per row}
   */
  public List<RowProblem> problems() {
    return problems;
  }

  /** {@return all row indices, 0 to N - 1} */
  public int[] allRows() {
    return IntStream.range(0, rows).toArray();
  }

  /** Returns the cells of the features of the schema, in their order. */
  List<BoundColumn> columns() {
    return columns;
  }

  /** {@return the offset of each row (N); empty without offsets} The array is shared. */
  public double[] offsets() {
    return offsets;
  }

  /** {@return the images, if the rows are images} */
  public Optional<Images> images() {
    return images;
  }
}
