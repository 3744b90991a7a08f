package io.diglm.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A table whose columns are matched to a schema's features, ready to be encoded; immutable. Rows
 * with a problem encode to finite numbers that mean nothing.
 */
public final class BoundTable {
  private final int rows;
  private final List<BoundColumn> columns;
  private final Optional<Images> images;
  private final List<RowProblem> problems;

  BoundTable(
      int rows, List<BoundColumn> columns, Optional<Images> images, List<RowProblem> problems) {
    this.rows = rows;
    this.columns = List.copyOf(columns);
    this.images = images;
    this.problems = List.copyOf(problems);
  }

  /** Returns N, the number of rows. */
  public int rows() {
    return rows;
  }

  /** Returns the rows that are to be rejected or failed, by ascending row, each once. */
  public List<RowProblem> problems() {
    return problems;
  }

  /** Returns all row indices, 0 to N - 1. */
  public int[] allRows() {
    return IntStream.range(0, rows).toArray();
  }

  /** Returns the cells of the schema's features, in their order. */
  List<BoundColumn> columns() {
    return columns;
  }

  /** Returns the images, if the schema's rows are images. */
  public Optional<Images> images() {
    return images;
  }
}
