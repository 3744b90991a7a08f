package io.diglm.schema;

import io.diglm.json.Kinds;
import io.diglm.json.Kinds.Kind;

/**
 * One dimension of the encoded row v, and the map from a cell to it. Each axis is a bijection of
 * the cell and an auxiliary u in (0, 1), so that log p(row) = log p(v) + the log-determinants of
 * the axes.
 */
@Kinds(
    field = "axis",
    value = {
      @Kind(name = "number", type = NumberAxis.class),
      @Kind(name = "level", type = LevelAxis.class),
      @Kind(name = "missing", type = MissingAxis.class),
    })
public sealed interface Axis permits NumberAxis, LevelAxis, MissingAxis {
  /**
   * {@return the name of this axis in a column of this name}
   *
   * @param column name of the column
   */
  String nameOf(String column);

  /**
   * {@return what encodes and decodes this axis}
   *
   * @param type of the cells of the column
   */
  Channel channel(StorageType type);
}
