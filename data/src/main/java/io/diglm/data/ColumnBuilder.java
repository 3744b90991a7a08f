package io.diglm.data;

import io.diglm.schema.Cells;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Collects a column of unknown length, in pieces so that growing never doubles it. */
sealed interface ColumnBuilder permits NumberBuilder, TextBuilder {
  /** The number of rows of a piece. */
  int PIECE = 1 << 16;

  /** Appends the cell of the current row. */
  void append(ResultSet row, int column) throws SQLException;

  /** Returns all cells and starts again with none. */
  Cells build();
}
