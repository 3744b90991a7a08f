package io.diglm.data;

import io.diglm.schema.Cells;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects a column of texts; levels come in the order in which they appear. */
final class TextBuilder implements ColumnBuilder {
  private final Map<String, Integer> codes = new HashMap<>();
  private final List<String> levels = new ArrayList<>();
  private final List<int[]> full = new ArrayList<>();
  private int[] piece = new int[0];
  private int used;

  @Override
  public void append(ResultSet row, int column) throws SQLException {
    if (used == piece.length) {
      startPiece();
    }
    String text = row.getString(column);
    piece[used++] = text == null ? -1 : code(text);
  }

  private int code(String text) {
    Integer known = codes.putIfAbsent(text, levels.size());
    if (known != null) {
      return known;
    }
    levels.add(text);
    return levels.size() - 1;
  }

  private void startPiece() {
    if (used > 0) {
      full.add(piece);
    }
    piece = new int[PIECE];
    used = 0;
  }

  @Override
  public Cells build() {
    int[] values = new int[full.size() * PIECE + used];
    for (int i = 0; i < full.size(); i++) {
      System.arraycopy(full.get(i), 0, values, i * PIECE, PIECE);
    }
    System.arraycopy(piece, 0, values, full.size() * PIECE, used);
    Cells cells = new Cells.Texts(values, levels);
    codes.clear();
    levels.clear();
    full.clear();
    piece = new int[0];
    used = 0;
    return cells;
  }
}
