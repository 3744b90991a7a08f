package io.diglm.schema;

import java.util.List;
import java.util.Optional;

/**
 * What the model expects of a row: its feature columns and its target, if it has one.
 *
 * @param features the columns that the flow sees, in the order of the model's dimensions
 * @param target the column that the GLM predicts; none of a model of p(x) alone
 * @param pixels how images are encoded, where rows are images; there are then no features
 */
public record Schema(List<Feature> features, Optional<Target> target, Optional<Pixels> pixels) {
  public Schema {
    features = List.copyOf(features);
    if (pixels.isPresent() && !features.isEmpty()) {
      throw new IllegalArgumentException(
          "features must be none beside images, got " + features.size());
    }
  }

  /** Rows that are not images. */
  public Schema(List<Feature> features, Target target) {
    this(features, Optional.of(target), Optional.empty());
  }

  /** Rows that are not images, of which only p(x) is modelled. */
  public Schema(List<Feature> features) {
    this(features, Optional.empty(), Optional.empty());
  }

  /**
   * Returns the target.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Target requireTarget() {
    return target.orElseThrow(
        () ->
            new IllegalArgumentException(
                "model must have a target, got one of p(x) alone (fit with a target)"));
  }

  /** Returns the target's class labels in order; none of a number, or without a target. */
  public List<String> classes() {
    return target.map(Target::classes).orElse(List.of());
  }

  /** Returns the target of every row, as {@link Target#read} does; NaN without a target. */
  public TargetValues targets(Table table) {
    return target.map(y -> y.read(table)).orElseGet(() -> TargetValues.missing(table.rows()));
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
