package io.diglm.data;

import io.diglm.schema.StorageType;

/**
 * The name and type of a column, without its cells.
 *
 * @param name of the column
 * @param type of its cells
 */
public record ColumnInfo(String name, StorageType type) {}
