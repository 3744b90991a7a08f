package io.diglm.schema;

/** One feature column. */
public record Feature(String name, StorageType type) {}
