package io.diglm.spark;

import io.diglm.train.FitConfig;
import java.util.Optional;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

/**
 * Learns p(x) alone, to detect rows unlike the training rows. {@code prediction} is 1 for a row
 * that the model rejects, and {@code rawPrediction} says how novel the row is.
 *
 * <pre>{@code
 * DiglmModel model = new DiglmDetector().setFalseAlarms(0.01).fit(flights);
 * }</pre>
 */
public final class DiglmDetector extends DiglmEstimator<DiglmDetector> {
  private static final long serialVersionUID = 1;

  /** Starts from the defaults. */
  public DiglmDetector() {
    this(Identifiable$.MODULE$.randomUID("diglmDetector"));
  }

  /** Starts from the defaults; {@code uid} is what Spark calls this stage. */
  public DiglmDetector(String uid) {
    super(uid);
  }

  /** Loads what {@code save} wrote. */
  public static DiglmDetector load(String path) {
    return read().load(path);
  }

  /** Returns what loads estimators. */
  public static MLReader<DiglmDetector> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  Optional<String> label() {
    return Optional.empty();
  }

  @Override
  FitConfig configuration(Optional<FrameColumn> label) {
    return FitConfig.ofDensity();
  }

  @Override
  void requireLabel(FrameColumn label) {
    throw new IllegalStateException("detector must have no label, got " + label.name());
  }

  @Override
  TargetKind kind() {
    return TargetKind.NONE;
  }

  @Override
  public DiglmDetector copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
