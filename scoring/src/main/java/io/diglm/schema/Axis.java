package io.diglm.schema;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One dimension of the encoded row v, and how a cell becomes it. Each axis is a bijection of the
 * cell and an auxiliary u in (0, 1), so that log p(row) = log p(v) + the axes' log-dets.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "axis")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NumberAxis.class, name = "number"),
  @JsonSubTypes.Type(value = LevelAxis.class, name = "level"),
  @JsonSubTypes.Type(value = MissingAxis.class, name = "missing")
})
public sealed interface Axis permits NumberAxis, LevelAxis, MissingAxis {
  /** Returns the name of this axis for a column of this name. */
  String nameOf(String column);

  /** Returns what encodes and decodes this axis. */
  Channel channel(StorageType type);
}
