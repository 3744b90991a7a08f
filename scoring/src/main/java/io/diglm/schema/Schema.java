package io.diglm.schema;

import java.util.List;

/**
 * What the model expects of a row: its feature columns and its target.
 *
 * @param features the columns that the flow sees, in the order of the model's dimensions
 * @param target the column that the GLM predicts
 */
public record Schema(List<Feature> features, Target target) {
  public Schema {
    features = List.copyOf(features);
  }

  /** Returns D, the number of axes of all features. */
  public int dimension() {
    return features.stream().mapToInt(f -> f.axes().size()).sum();
  }
}
