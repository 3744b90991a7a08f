package io.diglm.report;

import java.util.List;

/**
 * Measured figures beside published ones.
 *
 * @param title the subject of the comparison
 * @param note a sentence on how to read it; may be empty
 * @param columns the measures
 * @param rows the models, with a figure for each column
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

  /** In which direction a figure is better. */
  public enum Better {
    /** Smaller is better. */
    LOWER,
    /** Larger is better. */
    HIGHER,
    /** Neither. */
    NEITHER
  }

  /** The source of the figures of a row. */
  public enum Source {
    /** This run, this library. */
    OURS,
    /** This run, another method. */
    BASELINE,
    /** A publication. */
    PUBLISHED
  }

  /**
   * A measure.
   *
   * @param name of the measure
   * @param unit may be empty
   * @param better in which direction
   */
  public record Column(String name, String unit, Better better) {}

  /**
   * A model.
   *
   * @param name of the model
   * @param source of the figures
   * @param figures one for each column
   */
  public record Row(String name, Source source, List<Measured> figures) {

    public Row {
      figures = List.copyOf(figures);
    }

    /**
     * {@return a row of figures in order}
     *
     * @param name of the model
     * @param source whether it was measured here or published
     * @param figures one for each column
     */
    public static Row of(String name, Source source, Measured... figures) {
      return new Row(name, source, List.of(figures));
    }
  }
}
