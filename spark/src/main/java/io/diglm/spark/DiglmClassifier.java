package io.diglm.spark;

import io.diglm.train.FitConfig;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

/**
 * Learns to predict a class. Labels are texts, booleans or numbers.
 *
 * <pre>{@code
 * DiglmModel model = new DiglmClassifier().setLabelCol("origin").fit(flights);
 * }</pre>
 */
public final class DiglmClassifier extends DiglmEstimator<DiglmClassifier>
    implements TargetParams<DiglmClassifier> {
  private static final long serialVersionUID = 1;

  private final Param<String> labelCol;

  /** Starts from the defaults. */
  public DiglmClassifier() {
    this(Identifiable$.MODULE$.randomUID("diglmClassifier"));
  }

  /** Starts from the defaults; {@code uid} is what Spark calls this stage. */
  public DiglmClassifier(String uid) {
    super(uid);
    labelCol = new Param<>(this, "labelCol", "the column to predict; a row may lack it");
    setDefault(labelCol, "label");
  }

  /** Loads what {@code save} wrote. */
  public static DiglmClassifier load(String path) {
    return read().load(path);
  }

  /** Returns what loads estimators. */
  public static MLReader<DiglmClassifier> read() {
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
    return training().configuredTarget(defaults.data(d -> d.classes(true)));
  }

  @Override
  void requireLabel(FrameColumn label) {
    switch (label.type()) {
      case INTEGER, DECIMAL, BOOLEAN, TEXT -> {}
      case DATE, TIME, TIMESTAMP ->
          throw new IllegalArgumentException(
              "labelCol '%s' must hold texts, booleans or numbers for DiglmClassifier, got %s"
                  .formatted(label.name(), label.type()));
    }
  }

  @Override
  TargetKind kind() {
    return TargetKind.CLASS;
  }

  @Override
  public DiglmClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
