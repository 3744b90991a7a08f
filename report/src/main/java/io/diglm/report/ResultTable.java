package io.diglm.report;

import java.util.List;

/**
 * Measured figures beside published ones.
 *
 * @param title what is compared
 * @param note a sentence on how to read it; may be empty
 * @param columns what is measured
 * @param rows who is measured, a figure for each column
 */
public record ResultTable(String title, String note, List<Column> columns, List<Row> rows) {

  public ResultTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.figures().size() != columns.size()) {
        throw new IllegalArgumentException(
            "row %s must have %d figures, got %d"
                .formatted(row.name(), columns.size(), row.figures().size()));
      }
    }
  }

  /** Which way a figure is better. */
  public enum Better {
    /** Less is better. */
    LOWER,
    /** More is better. */
    HIGHER,
    /** Neither. */
    NEITHER
  }

  /** Where a row's figures come from. */
  public enum Source {
    /** This run, this library. */
    OURS,
    /** This run, something to compare with. */
    BASELINE,
    /** A publication. */
    PUBLISHED
  }

  /**
   * What is measured.
   *
   * @param unit may be empty
   */
  public record Column(String name, String unit, Better better) {}

  /** Who is measured. */
  public record Row(String name, Source source, List<Measured> figures) {

    public Row {
      figures = List.copyOf(figures);
    }

    /** A row of its figures in order. */
    public static Row of(String name, Source source, Measured... figures) {
      return new Row(name, source, List.of(figures));
    }
  }
}
