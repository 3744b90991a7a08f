package io.diglm.spark;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table that Spark can store and send. */
final class StoredRows implements Serializable {
  private static final long serialVersionUID = 1;

  private final String[] names;
  private final StorageType[] types;
  private final double[][] numbers;
  private final int[][] codes;
  private final String[][] levels;
  private final int rows;

  StoredRows(Table table) {
    int width = table.columns().size();
    rows = table.rows();
    names = new String[width];
    types = new StorageType[width];
    numbers = new double[width][0];
    codes = new int[width][0];
    levels = new String[width][0];
    for (int c = 0; c < width; c++) {
      TableColumn column = table.columns().get(c);
      names[c] = column.name();
      types[c] = column.type();
      if (column.cells() instanceof Cells.Texts texts) {
        codes[c] = texts.codes();
        levels[c] = texts.levels().toArray(String[]::new);
      } else {
        numbers[c] = ((Cells.Numbers) column.cells()).values();
      }
    }
  }

  int rows() {
    return rows;
  }

  /** Returns the rows as a table, which shares their arrays. */
  Table table() {
    List<TableColumn> columns = new ArrayList<>();
    for (int c = 0; c < names.length; c++) {
      Cells cells =
          types[c] == StorageType.TEXT
              ? new Cells.Texts(codes[c], List.of(levels[c]))
              : new Cells.Numbers(numbers[c]);
      columns.add(new TableColumn(names[c], types[c], cells));
    }
    return new Table(RowBuffer.SOURCE, columns, rows);
  }

  /** Returns the rows of these tables, which have the same columns, in their order. */
  static Table joined(List<StoredRows> parts) {
    int rows = parts.stream().mapToInt(StoredRows::rows).sum();
    StoredRows first = parts.get(0);
    List<TableColumn> columns = new ArrayList<>();
    for (int c = 0; c < first.names.length; c++) {
      boolean text = first.types[c] == StorageType.TEXT;
      Cells cells = text ? texts(parts, c, rows) : numbers(parts, c, rows);
      columns.add(new TableColumn(first.names[c], first.types[c], cells));
    }
    return new Table(RowBuffer.SOURCE, columns, rows);
  }

  private static Cells numbers(List<StoredRows> parts, int column, int rows) {
    double[] all = new double[rows];
    int at = 0;
    for (StoredRows part : parts) {
      System.arraycopy(part.numbers[column], 0, all, at, part.rows);
      at += part.rows;
    }
    return new Cells.Numbers(all);
  }

  private static Cells texts(List<StoredRows> parts, int column, int rows) {
    int[] all = new int[rows];
    Map<String, Integer> places = new HashMap<>();
    List<String> texts = new ArrayList<>();
    int at = 0;
    for (StoredRows part : parts) {
      int[] place = new int[part.levels[column].length];
      for (int level = 0; level < place.length; level++) {
        String text = part.levels[column][level];
        Integer known = places.putIfAbsent(text, texts.size());
        place[level] = known == null ? texts.size() : known;
        if (known == null) {
          texts.add(text);
        }
      }
      for (int code : part.codes[column]) {
        all[at++] = code < 0 ? -1 : place[code];
      }
    }
    return new Cells.Texts(all, texts);
  }
}
