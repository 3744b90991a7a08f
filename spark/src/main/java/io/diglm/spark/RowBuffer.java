package io.diglm.spark;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** Collects Spark's rows by column. */
final class RowBuffer {
  /** What errors call the rows. */
  static final String SOURCE = "the frame";

  private static final int FIRST = 1 << 12;

  private final List<FrameColumn> columns;
  private final double[][] numbers;
  private final int[][] codes;
  private final List<Map<String, Integer>> levels = new ArrayList<>();
  private int rows;

  RowBuffer(List<FrameColumn> columns) {
    this.columns = columns;
    numbers = new double[columns.size()][0];
    codes = new int[columns.size()][0];
    columns.forEach(column -> levels.add(new HashMap<>()));
  }

  int rows() {
    return rows;
  }

  void append(Row row) {
    for (int c = 0; c < numbers.length; c++) {
      FrameColumn column = columns.get(c);
      if (column.type() == StorageType.TEXT) {
        codes[c] = rows < codes[c].length ? codes[c] : Arrays.copyOf(codes[c], grown());
        codes[c][rows] = code(levels.get(c), row, column.field());
      } else {
        numbers[c] = rows < numbers[c].length ? numbers[c] : Arrays.copyOf(numbers[c], grown());
        numbers[c][rows] = column.number(row);
      }
    }
    rows++;
  }

  private int grown() {
    return Math.max(FIRST, Math.toIntExact(Math.min(Integer.MAX_VALUE - 8L, rows + rows / 2L)));
  }

  private static int code(Map<String, Integer> levels, Row row, int field) {
    if (row.isNullAt(field)) {
      return -1;
    }
    Integer known = levels.putIfAbsent(row.getString(field), levels.size());
    return known == null ? levels.size() - 1 : known;
  }

  /** Returns the collected rows and clears the buffer. */
  Table build() {
    List<TableColumn> built = new ArrayList<>();
    for (int c = 0; c < numbers.length; c++) {
      FrameColumn column = columns.get(c);
      built.add(new TableColumn(column.name(), column.type(), cells(c)));
      levels.get(c).clear();
    }
    Table table = new Table(SOURCE, built, rows);
    rows = 0;
    return table;
  }

  private Cells cells(int c) {
    if (columns.get(c).type() != StorageType.TEXT) {
      return new Cells.Numbers(Arrays.copyOf(numbers[c], rows));
    }
    String[] texts = new String[levels.get(c).size()];
    levels.get(c).forEach((text, code) -> texts[code] = text);
    return new Cells.Texts(Arrays.copyOf(codes[c], rows), List.of(texts));
  }
}
