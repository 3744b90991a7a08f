package io.diglm.drift;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.TableColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A sample of rows whose draws are least: the same in whatever order parts of a table are added.
 */
final class RowSample implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int MOST = 10_000;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final ArrayList<Drawn> rows = new ArrayList<>();
  private long most = Long.MAX_VALUE;

  /** A row; texts and numbers by column, one of them empty. */
  private record Drawn(long draw, String[] texts, double[] numbers) implements Serializable {}

  /** Draws a number for a row. */
  static long draw(long part, long row) {
    return mix(mix(part + 1) + row * GOLDEN) >>> 1;
  }

  /** The finaliser of SplitMix64 (Steele et al. 2014). */
  private static long mix(long bits) {
    long z = bits + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  void add(long draw, List<TableColumn> columns, int row) {
    if (draw >= most) {
      return;
    }
    String[] texts = new String[columns.size()];
    double[] numbers = new double[columns.size()];
    for (int c = 0; c < texts.length; c++) {
      TableColumn column = columns.get(c);
      texts[c] = "";
      if (column.cells() instanceof Cells.Numbers given) {
        numbers[c] = given.values()[row];
      } else {
        texts[c] = column.text(row).orElse("");
      }
    }
    rows.add(new Drawn(draw, texts, numbers));
    if (rows.size() >= 2 * MOST) {
      cut();
    }
  }

  private void cut() {
    rows.sort(Comparator.comparingLong(Drawn::draw));
    if (rows.size() > MOST) {
      rows.subList(MOST, rows.size()).clear();
      most = rows.get(MOST - 1).draw();
    }
  }

  void add(RowSample other) {
    rows.addAll(other.rows);
    most = Math.min(most, other.most);
    cut();
  }

  /** Returns the cells of a column of this type. */
  TableColumn column(int c, String name, StorageType type) {
    cut();
    if (type == StorageType.TEXT) {
      return new TableColumn(
          name, type, Cells.Texts.of(rows.stream().map(row -> row.texts()[c]).toList()));
    }
    double[] numbers = rows.stream().mapToDouble(row -> row.numbers()[c]).toArray();
    return new TableColumn(name, type, new Cells.Numbers(numbers));
  }

  /** Returns how many rows there are. */
  int size() {
    cut();
    return rows.size();
  }
}
