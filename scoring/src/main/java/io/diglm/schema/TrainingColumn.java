package io.diglm.schema;

import java.util.Arrays;
import java.util.List;

/** The training rows of one column. */
final class TrainingColumn {
  private static final List<StorageType> CALENDAR =
      List.of(StorageType.DATE, StorageType.TIMESTAMP, StorageType.TIME);

  private final String source;
  private final TableColumn column;
  private final int[] rows;

  TrainingColumn(Table table, int[] rows, String name) {
    this(table.source(), table.column(name), rows);
  }

  private TrainingColumn(String source, TableColumn column, int[] rows) {
    this.source = source;
    this.column = column;
    this.rows = rows;
  }

  /**
   * Returns the column with its texts as dates, times or both, if all training cells are of this
   * kind; returns any other column unchanged.
   */
  TrainingColumn dated() {
    return column.cells() instanceof Cells.Texts texts
        ? CALENDAR.stream()
            .filter(type -> all(type, texts))
            .findFirst()
            .map(type -> new TrainingColumn(source, as(type, texts), rows))
            .orElse(this)
        : this;
  }

  private boolean all(StorageType type, Cells.Texts texts) {
    int[] present =
        Arrays.stream(rows).map(r -> texts.codes()[r]).filter(c -> c >= 0).distinct().toArray();
    return present.length > 0
        && Arrays.stream(present)
            .allMatch(c -> CellText.parse(type, texts.levels().get(c)).isPresent());
  }

  private TableColumn as(StorageType type, Cells.Texts texts) {
    double[] values =
        texts.levels().stream()
            .mapToDouble(text -> CellText.parse(type, text).orElse(Double.NaN))
            .toArray();
    double[] cells =
        Arrays.stream(texts.codes()).mapToDouble(c -> c < 0 ? Double.NaN : values[c]).toArray();
    return new TableColumn(name(), type, new Cells.Numbers(cells));
  }

  String name() {
    return column.name();
  }

  String source() {
    return source;
  }

  StorageType type() {
    return column.type();
  }

  int size() {
    return rows.length;
  }

  /** Returns the number of missing training cells. */
  int missing() {
    int missing = 0;
    for (int row : rows) {
      missing += missing(row) ? 1 : 0;
    }
    return missing;
  }

  /** Returns the training cells of a numeric column, NaN if missing. */
  double[] numbers() {
    double[] values = ((Cells.Numbers) column.cells()).values();
    return Arrays.stream(rows).mapToDouble(r -> values[r] + 0.0).toArray();
  }

  /** Returns the training cells as texts. */
  Cells.Texts texts() {
    Cells taken = column.cells().take(rows);
    return CellText.texts(new TableColumn(name(), type(), taken));
  }

  /** Throws if a cell is infinite. */
  void requireFinite() {
    if (column.cells() instanceof Cells.Numbers numbers) {
      for (int row : rows) {
        if (Double.isInfinite(numbers.values()[row])) {
          throw new IllegalArgumentException(
              "column '%s' must hold finite numbers, got %s in %s, row %d"
                  .formatted(name(), numbers.values()[row], source, row + 1));
        }
      }
    }
  }

  /**
   * Returns whether every training cell equals that of the other column, including missing cells.
   */
  boolean sameCells(TrainingColumn other) {
    if (column.cells() instanceof Cells.Numbers mine) {
      return other.column.cells() instanceof Cells.Numbers theirs
          && sameNumbers(mine.values(), theirs.values());
    }
    return other.column.cells() instanceof Cells.Texts theirs
        && sameTexts((Cells.Texts) column.cells(), theirs);
  }

  private boolean sameNumbers(double[] mine, double[] theirs) {
    for (int row : rows) {
      if (mine[row] != theirs[row] && !(Double.isNaN(mine[row]) && Double.isNaN(theirs[row]))) {
        return false;
      }
    }
    return true;
  }

  private boolean sameTexts(Cells.Texts mine, Cells.Texts theirs) {
    for (int row : rows) {
      if (!text(mine, row).equals(text(theirs, row))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> text(Cells.Texts texts, int row) {
    int code = texts.codes()[row];
    return code < 0 ? List.of() : List.of(texts.levels().get(code));
  }

  private boolean missing(int row) {
    return column.cells() instanceof Cells.Numbers numbers
        ? Double.isNaN(numbers.values()[row])
        : ((Cells.Texts) column.cells()).codes()[row] < 0;
  }
}
