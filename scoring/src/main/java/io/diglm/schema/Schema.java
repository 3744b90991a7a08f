package io.diglm.schema;

import java.util.List;
import java.util.Optional;

/**
 * What the model expects of a row: its feature columns and its target.
 *
 * @param features the columns that the flow sees, in the order of the model's dimensions
 * @param target the column that the GLM predicts
 * @param pixels how images are encoded, where rows are images; there are then no features
 */
public record Schema(List<Feature> features, Target target, Optional<Pixels> pixels) {
  public Schema {
    features = List.copyOf(features);
    if (pixels.isPresent() && !features.isEmpty()) {
      throw new IllegalArgumentException(
          "features must be none beside images, got " + features.size());
    }
  }

  /** Rows that are not images. */
  public Schema(List<Feature> features, Target target) {
    this(features, target, Optional.empty());
  }

  /** Returns the shape of a row that is an image. */
  public Optional<ImageShape> image() {
    return pixels.map(Pixels::shape);
  }

  /** Returns D, the number of axes of all features, or of an image's pixels. */
  public int dimension() {
    int axes = features.stream().mapToInt(f -> f.axes().size()).sum();
    return image().map(ImageShape::size).orElse(axes);
  }
}
