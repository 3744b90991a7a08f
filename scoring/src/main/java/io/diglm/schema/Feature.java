package io.diglm.schema;

import java.util.List;

/**
 * One feature column.
 *
 * @param name its column
 * @param type the storage type of its cells in training
 * @param axes the dimensions of v that it fills
 */
public record Feature(String name, StorageType type, List<Axis> axes) {
  public Feature {
    axes = List.copyOf(axes);
  }

  /** {@return whether some training rows lacked this value, so that a row may lack it} */
  public boolean mayBeMissing() {
    return axes.stream().anyMatch(MissingAxis.class::isInstance);
  }
}
