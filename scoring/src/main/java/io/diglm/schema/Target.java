package io.diglm.schema;

import java.util.List;

/**
 * The target column.
 *
 * @param name its column
 * @param type how its cells are stored
 * @param classes the class labels in order; empty for a numeric target
 */
public record Target(String name, StorageType type, List<String> classes) {
  public Target {
    classes = List.copyOf(classes);
  }
}
