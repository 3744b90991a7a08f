package io.diglm.predict;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.TableColumn;
import java.util.function.Supplier;

/**
 * A column of answers whose cells are computed only if they are wanted.
 *
 * @param name of the column
 * @param type of its cells
 * @param cells computes them
 */
record Column(String name, StorageType type, Supplier<Cells> cells) {
  /** Returns the same column under another name. */
  Column named(String other) {
    return new Column(other, type, cells);
  }

  /** Computes the cells. */
  TableColumn computed() {
    return new TableColumn(name, type, cells.get());
  }
}
