package io.diglm.schema;

/**
 * A column that a prediction needs: a feature, or the offset.
 *
 * @param name its name
 * @param type the storage type of its cells
 */
public record Input(String name, StorageType type) {}
