package io.diglm.spark;

import io.diglm.schema.StorageType;
import io.diglm.train.FitConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * The common part of the three estimators. Rows are sent to the driver, which fits as {@code diglm
 * fit} does, or train on the executors that hold them. All rows train or validate; for test rows,
 * split the frame before.
 *
 * @param <E> the estimator itself
 */
public abstract sealed class DiglmEstimator<E extends DiglmEstimator<E>>
    extends Estimator<DiglmModel> implements TrainingParams<E>, DefaultParamsWritable
    permits DiglmRegressor, DiglmClassifier, DiglmDetector {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final ScoringSettings scoring;
  private final TrainingSettings training;

  DiglmEstimator(String uid) {
    this.uid = uid;
    scoring = new ScoringSettings(this);
    training = new TrainingSettings(this);
    scoring.defaults(this);
    training.defaults();
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ScoringSettings scoring() {
    return scoring;
  }

  @Override
  public TrainingSettings training() {
    return training;
  }

  /** Returns the name of the label column, if this estimator has one. */
  abstract Optional<String> label();

  /** Returns the configuration of the fit before the parameters are applied. */
  abstract FitConfig configuration(Optional<FrameColumn> label);

  /**
   * Fits, on the driver or on the cluster.
   *
   * @throws IllegalArgumentException if the frame cannot be learned from as configured
   */
  @Override
  public DiglmModel fit(Dataset<?> dataset) {
    return OneLine.orTold(() -> fitted(dataset));
  }

  private DiglmModel fitted(Dataset<?> dataset) {
    StructType schema = dataset.schema();
    transformSchema(schema);
    FrameColumns columns = FrameColumns.of(schema);
    Optional<FrameColumn> label = label().map(columns::column);
    List<FrameColumn> features = features(columns);
    List<String> names = named() ? features.stream().map(FrameColumn::name).toList() : List.of();
    FitConfig config = training.configured(configuration(label), names);
    Optional<FrameColumn> weight = training.weight().map(columns::column);
    SharedModel model =
        switch (training.place()) {
          case DRIVER -> new DriverFit(dataset.toDF(), features, label, weight).run(config);
          case CLUSTER ->
              new ClusterFit(dataset.toDF(), features, label, training.rounds.settings())
                  .run(config);
        };
    DiglmModel fitted = copyValues(new DiglmModel(uid, model), ParamMap.empty());
    return fitted.setParent(this);
  }

  /** Returns whether the user says which columns are features. */
  private boolean named() {
    return isDefined(featuresCols()) || isDefined(featuresCol());
  }

  private List<FrameColumn> features(FrameColumns columns) {
    Map<String, FrameColumn> all = new LinkedHashMap<>();
    if (isDefined(featuresCol())) {
      for (FrameColumn element :
          columns.elements(getOrDefault(featuresCol()), OptionalInt.empty())) {
        addOnce(all, element);
      }
    }
    if (isDefined(featuresCols())) {
      for (String name : getOrDefault(featuresCols())) {
        addOnce(all, columns.column(name));
      }
    }
    if (!named()) {
      List<String> others = Stream.concat(label().stream(), training.weight().stream()).toList();
      columns.others(others).forEach(column -> addOnce(all, column));
    }
    label()
        .filter(all::containsKey)
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "features must not hold the label, got '" + name + "'");
            });
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "frame must have columns to learn from besides the label, got none");
    }
    return new ArrayList<>(all.values());
  }

  private static void addOnce(Map<String, FrameColumn> all, FrameColumn column) {
    if (all.put(column.name(), column) != null) {
      throw new IllegalArgumentException(
          "features must be named once, got '%s' twice".formatted(column.name()));
    }
  }

  /**
   * Returns the schema of the answers of the fitted model, except for what depends on the rows.
   *
   * @throws IllegalArgumentException if the frame lacks a column, or has an output's name already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    FrameColumns columns = FrameColumns.of(schema);
    label().map(columns::column).ifPresent(this::requireLabel);
    training.weight().map(columns::column).ifPresent(this::requireWeight);
    if (isDefined(featuresCol())) {
      // A pipeline calls this before its stages have written the metadata that names the elements.
      columns.requireVectors(getOrDefault(featuresCol()));
    } else {
      features(columns);
    }
    return ScoringPlan.outputSchema(schema, this, kind(), List.of());
  }

  private void requireWeight(FrameColumn weight) {
    if (training.place() == TrainOn.CLUSTER) {
      throw new IllegalArgumentException(
          "weightCol must not be set where a cluster trains, got '%s' (trainOn driver takes it)"
              .formatted(weight.name()));
    }
    if (weight.type() != StorageType.INTEGER && weight.type() != StorageType.DECIMAL) {
      throw new IllegalArgumentException(
          "weightCol '%s' must hold numbers, got %s".formatted(weight.name(), weight.type()));
    }
  }

  /** Requires a label of a type that this estimator learns. */
  abstract void requireLabel(FrameColumn label);

  /** Returns what the model will answer. */
  abstract TargetKind kind();

  @Override
  public String toString() {
    return "%s: uid=%s".formatted(getClass().getSimpleName(), uid);
  }
}
