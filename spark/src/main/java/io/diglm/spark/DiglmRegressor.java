package io.diglm.spark;

import io.diglm.schema.StorageType;
import io.diglm.train.FitConfig;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

/**
 * Learns to predict a number.
 *
 * <pre>{@code
 * DiglmModel model = new DiglmRegressor().setLabelCol("arr_delay").fit(flights);
 * }</pre>
 */
public final class DiglmRegressor extends DiglmEstimator<DiglmRegressor>
    implements TargetParams<DiglmRegressor> {
  private static final long serialVersionUID = 1;

  private final Param<String> labelCol;

  /** Starts from the defaults. */
  public DiglmRegressor() {
    this(Identifiable$.MODULE$.randomUID("diglmRegressor"));
  }

  /** Starts from the defaults; {@code uid} is what Spark calls this stage. */
  public DiglmRegressor(String uid) {
    super(uid);
    labelCol = new Param<>(this, "labelCol", "the column to predict; a row may lack it");
    setDefault(labelCol, "label");
  }

  /** Loads what {@code save} wrote. */
  public static DiglmRegressor load(String path) {
    return read().load(path);
  }

  /** Returns what loads estimators. */
  public static MLReader<DiglmRegressor> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public Param<String> labelCol() {
    return labelCol;
  }

  @Override
  Optional<String> label() {
    return Optional.of(getOrDefault(labelCol));
  }

  @Override
  FitConfig configuration(Optional<FrameColumn> label) {
    FitConfig defaults = FitConfig.of(label.map(FrameColumn::name).orElseThrow());
    return training().configuredTarget(defaults);
  }

  @Override
  void requireLabel(FrameColumn label) {
    if (label.type() != StorageType.INTEGER && label.type() != StorageType.DECIMAL) {
      throw new IllegalArgumentException(
          "labelCol '%s' must hold numbers for DiglmRegressor, got %s (use DiglmClassifier)"
              .formatted(label.name(), label.type()));
    }
  }

  @Override
  TargetKind kind() {
    return TargetKind.NUMBER;
  }

  @Override
  public DiglmRegressor copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
