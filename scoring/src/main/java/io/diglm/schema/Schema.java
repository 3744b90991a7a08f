package io.diglm.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * The columns that a model expects of a row: its features and its target, if it has one.
 *
 * @param features the columns that the flow sees, in the order of the dimensions of the model
 * @param target the column that the GLM predicts; empty for a model of p(x) alone
 * @param pixels the encoding of images, if rows are images; there are then no features
 * @param weight the column of case weights, if rows did not all count alike
 * @param offset the column of offsets, if the linear predictor has a known part
 * @param censoring the columns that say which targets are known by their ends only, if any may be
 */
public record Schema(
    List<Feature> features,
    Optional<Target> target,
    Optional<Pixels> pixels,
    Optional<CaseWeight> weight,
    Optional<Offset> offset,
    Optional<Censoring> censoring) {
  public Schema {
    features = List.copyOf(features);
    if (pixels.isPresent() && !features.isEmpty()) {
      throw new IllegalArgumentException(
          "features must be none beside images, got " + features.size());
    }
  }

  /**
   * Makes a schema of rows that all count alike.
   *
   * @param features columns of a row; empty for images
   * @param target unless only p(x) is modelled
   * @param pixels for images
   */
  public Schema(List<Feature> features, Optional<Target> target, Optional<Pixels> pixels) {
    this(features, target, pixels, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Makes a schema of rows that are not images.
   *
   * @param features columns of a row
   * @param target the column to predict
   */
  public Schema(List<Feature> features, Target target) {
    this(features, Optional.of(target), Optional.empty());
  }

  /**
   * Makes a schema of rows that are not images, of which only p(x) is modelled.
   *
   * @param features columns of a row
   */
  public Schema(List<Feature> features) {
    this(features, Optional.empty(), Optional.empty());
  }

  /**
   * {@return the target}
   *
   * @throws IllegalArgumentException if there is none
   */
  public Target requireTarget() {
    return target.orElseThrow(
        () ->
            new IllegalArgumentException(
                "model must have a target, got one of p(x) alone (fit with a target)"));
  }

  /**
   * Requires that targets are observed, not censored.
   *
   * @param what what needs that
   * @throws IllegalArgumentException if they may be censored
   */
  public void requireObserved(String what) {
    if (censoring.isPresent()) {
      throw new IllegalArgumentException(
          "%s must be of a model of observed targets, got one of censored times".formatted(what));
    }
  }

  /** {@return the class labels of the target in order; empty for a number or without a target} */
  public List<String> classes() {
    return target.map(Target::classes).orElse(List.of());
  }

  /**
   * {@return the target of every row, as {@link Target#read} does; NaN without a target}
   *
   * @param table rows, with the column of the target
   */
  public TargetValues targets(Table table) {
    return target.map(y -> y.read(table)).orElseGet(() -> TargetValues.missing(table.rows()));
  }

  /**
   * {@return the same schema with another target}
   *
   * @param other the target
   */
  public Schema withTarget(Target other) {
    return new Schema(features, Optional.of(other), pixels, weight, offset, censoring);
  }

  /**
   * {@return the same schema of rows that count by a weight}
   *
   * @param weight the column of weights
   */
  public Schema weighted(CaseWeight weight) {
    return new Schema(features, target, pixels, Optional.of(weight), offset, censoring);
  }

  /**
   * {@return the same schema of rows whose linear predictor has a known part}
   *
   * @param offset the column of offsets
   */
  public Schema offset(Offset offset) {
    return new Schema(features, target, pixels, weight, Optional.of(offset), censoring);
  }

  /**
   * {@return the same schema of rows whose targets may be known by their ends only}
   *
   * @param censoring the columns that say what is known
   */
  public Schema censored(Censoring censoring) {
    return new Schema(features, target, pixels, weight, offset, Optional.of(censoring));
  }

  /**
   * {@return the ends of the targets of rows; none without censoring}
   *
   * @param table rows, with the columns of target and censoring
   * @throws IllegalArgumentException as {@link Censoring#read}
   */
  public TargetEnds ends(Table table) {
    return ends(table, 0);
  }

  /**
   * {@return the ends of the targets of a part of a source, as {@link #ends(Table)} does}
   *
   * @param table rows, with the columns of target and censoring
   * @param before rows of the source before those of the table, for messages
   */
  public TargetEnds ends(Table table, long before) {
    return censoring
        .map(c -> c.read(table, requireTarget().name(), targets(table).values(), before))
        .orElse(TargetEnds.NONE);
  }

  /** {@return the columns that a prediction needs: the features in order, then the offset} */
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (Feature feature : features) {
      inputs.add(new Input(feature.name(), feature.type()));
    }
    if (offset.isPresent()) {
      inputs.add(new Input(offset.get().column(), StorageType.DECIMAL));
    }
    return List.copyOf(inputs);
  }

  /**
   * {@return the table, with offsets of 0 (an exposure of 1) if the schema has offsets and the
   * table lacks them: log p(x) does not depend on them}
   *
   * @param table rows of the model
   */
  public Table completed(Table table) {
    return offset.isPresent() ? offset.get().completed(table) : table;
  }

  /**
   * {@return the case weight of every row, relative to the mean of the training rows; 1 without
   * weights}
   *
   * @param table N rows
   * @throws IllegalArgumentException if the table lacks the column of weights or a weight is wrong
   */
  public double[] weights(Table table) {
    return weight
        .map(w -> w.of(table))
        .orElseGet(() -> DoubleStream.generate(() -> 1).limit(table.rows()).toArray());
  }

  /** {@return the shape of a row that is an image} */
  public Optional<ImageShape> image() {
    return pixels.map(Pixels::shape);
  }

  /**
   * {@return the sums over the axes of each feature (N, J)}
   *
   * @param byAxis numbers of each axis (N, D)
   */
  public double[] byColumn(double[] byAxis) {
    int dimension = dimension();
    int columns = features.size();
    double[] sums = new double[byAxis.length / dimension * columns];
    int axis = 0;
    for (int column = 0; column < columns; column++) {
      for (int end = axis + features.get(column).axes().size(); axis < end; axis++) {
        for (int row = 0; row < sums.length / columns; row++) {
          sums[row * columns + column] += byAxis[row * dimension + axis];
        }
      }
    }
    return sums;
  }

  /** {@return D, the number of axes of all features, or of the pixels of an image} */
  public int dimension() {
    int axes = features.stream().mapToInt(f -> f.axes().size()).sum();
    return image().map(ImageShape::size).orElse(axes);
  }
}
