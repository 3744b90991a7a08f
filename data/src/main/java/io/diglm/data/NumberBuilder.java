package io.diglm.data;

import io.diglm.schema.Cells;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Collects a column of numbers. */
final class NumberBuilder implements ColumnBuilder {
  private final List<double[]> full = new ArrayList<>();
  private double[] piece = new double[0];
  private int used;

  @Override
  public void append(ResultSet row, int column) throws SQLException {
    if (used == piece.length) {
      startPiece();
    }
    piece[used++] = row.getDouble(column);
  }

  private void startPiece() {
    if (used > 0) {
      full.add(piece);
    }
    piece = new double[PIECE];
    used = 0;
  }

  @Override
  public Cells build() {
    double[] values = new double[full.size() * PIECE + used];
    for (int i = 0; i < full.size(); i++) {
      System.arraycopy(full.get(i), 0, values, i * PIECE, PIECE);
    }
    System.arraycopy(piece, 0, values, full.size() * PIECE, used);
    full.clear();
    piece = new double[0];
    used = 0;
    return new Cells.Numbers(values);
  }
}
