package io.diglm.schema;

/** One named column of a {@link Table}. */
public record TableColumn(String name, StorageType type, Cells cells) {}
