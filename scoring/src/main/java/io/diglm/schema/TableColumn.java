package io.diglm.schema;

import java.util.Optional;

/**
 * One named column of a {@link Table}.
 *
 * @param name of the column
 * @param type of its cells
 * @param cells one for each row
 */
public record TableColumn(String name, StorageType type, Cells cells) {
  /**
   * {@return the cell as text: whole numbers without a point, dates and times in ISO 8601}
   *
   * @param row index of the row, from 0
   */
  public Optional<String> text(int row) {
    if (cells instanceof Cells.Texts texts) {
      int code = texts.codes()[row];
      return code < 0 ? Optional.empty() : Optional.of(texts.levels().get(code));
    }
    double value = ((Cells.Numbers) cells).values()[row];
    if (Double.isNaN(value)) {
      return Optional.empty();
    }
    return Optional.of(
        Double.isInfinite(value) ? Double.toString(value) : CellText.format(type, value));
  }
}
