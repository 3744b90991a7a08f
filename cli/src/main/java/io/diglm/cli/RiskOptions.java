package io.diglm.cli;

import io.diglm.data.ImageSource;
import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.predict.Predictor;
import io.diglm.predict.Sureness;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.selective.RiskControl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Options about the risk of the answers. */
final class RiskOptions {
  private static final double CONFIDENCE = 0.95;

  @Option(
      names = "--risk",
      paramLabel = "R",
      description =
          "Answer only rows for which the model is certain enough that at most this share of the"
              + " answers is wrong, such as 0.02. Needs labelled rows that did not train.")
  private Optional<Double> risk = Optional.empty();

  @Option(
      names = "--confidence",
      paramLabel = "P",
      description = "The confidence with which the risk holds. Default: 0.95.")
  private Optional<Double> confidence = Optional.empty();

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description = "For a number: an answer is wrong if its error is larger than this.")
  private Optional<Double> tolerance = Optional.empty();

  @Option(names = "--no-risk", description = "Answer rows whatever their certainty is.")
  private boolean none;

  /** Returns whether a risk is asked for. */
  boolean given() {
    return risk.isPresent();
  }

  /** Requires options that belong together. */
  void require(List<String> tables, boolean shared) {
    if (risk.isEmpty() && (confidence.isPresent() || tolerance.isPresent())) {
      throw new IllegalArgumentException(
          (confidence.isPresent() ? "confidence" : "tolerance")
              + " must come with --risk, got none");
    }
    if (risk.isEmpty() && !shared && !tables.isEmpty()) {
      throw new IllegalArgumentException("rows must come with --risk or --share, got neither");
    }
    if (risk.isPresent() && shared) {
      throw new IllegalArgumentException(
          "risk must be stated apart from a share, which needs other rows, got both");
    }
    if (risk.isPresent() && none) {
      throw new IllegalArgumentException("risk must be given or left out, got both");
    }
  }

  /** Requires a risk that is shown for the rule that is set. */
  void requireShown(Thresholds old, boolean ruleChanges) {
    if (ruleChanges && old.risk().isPresent() && risk.isEmpty() && !none) {
      throw new IllegalArgumentException(
          "risk must be shown anew where the rule or score changes, got none (give --risk and"
              + " labelled rows, or --no-risk)");
    }
  }

  /** Returns the thresholds with the risk that was asked for, if one was. */
  Thresholds apply(ModelFile file, Thresholds ruled, Supplier<TableInput> rows, Path path) {
    if (none) {
      return ruled.withoutRisk();
    }
    if (risk.isEmpty()) {
      return ruled;
    }
    RiskControl control = new RiskControl(risk.get(), confidence.orElse(CONFIDENCE));
    ModelFile without =
        new ModelFile(file.manifest().withThresholds(ruled.withoutRisk()), file.weights());
    try (Predictor predictor = Predictor.open(without, path.toString())) {
      Schema schema = predictor.manifest().schema();
      String target = schema.requireTarget().name();
      TableInput input = rows.get();
      input.requireRowsOf(schema);
      Table labelled =
          input.images()
              ? input.readImages(ImageSource.Part.TEST)
              : input.source().columns(SavedModel.columns(predictor, List.of(target))).read();
      return ruled.withRisk(
          Sureness.rule(predictor, labelled, control, tolerance.orElse(Double.NaN)));
    }
  }
}
