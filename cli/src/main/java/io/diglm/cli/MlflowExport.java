package io.diglm.cli;

import io.diglm.cli.mlflow.MlflowFolder;
import io.diglm.cli.mlflow.MlflowRun;
import io.diglm.predict.Predictor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code diglm export --mlflow} takes. */
final class MlflowExport {
  @Option(
      names = "--mlflow",
      paramLabel = "DIR",
      description = "Write an MLflow model: a new folder that the Python package diglm scores.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--mlflow-tracking",
      paramLabel = "URI",
      description =
          "Also log the fit to this tracking server: options, measures by epoch, model and report.")
  private Optional<URI> tracking = Optional.empty();

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      description = "The experiment of the run. Default: diglm.")
  private Optional<String> experiment = Optional.empty();

  @Option(
      names = "--mlflow-report",
      paramLabel = "FILE",
      description = "A report from diglm fit --report, to log beside the model.")
  private Optional<Path> report = Optional.empty();

  /** Returns whether a folder is asked for. */
  boolean wanted() {
    return folder.isPresent();
  }

  /**
   * Requires that options which need another have it.
   *
   * @throws IllegalArgumentException if one has not
   */
  void requireComplete() {
    require("mlflow-tracking", tracking.isPresent(), "--mlflow", folder.isPresent());
    boolean server = tracking.isPresent();
    require("mlflow-experiment", experiment.isPresent(), "--mlflow-tracking", server);
    require("mlflow-report", report.isPresent(), "--mlflow-tracking", server);
  }

  private static void require(String option, boolean given, String other, boolean there) {
    if (given && !there) {
      throw new IllegalArgumentException(
          "%s must come with %s, got it alone".formatted(option, other));
    }
  }

  /** Writes the folder, and logs it where that is asked for; returns what to say. */
  List<String> write(Path model, OfOption of) {
    Path to = folder.orElseThrow();
    report.ifPresent(MlflowExport::requireFile);
    tracking.ifPresent(MlflowRun::requireAddress);
    List<String> lines = new ArrayList<>();
    try (Predictor predictor = Predictor.open(of.load(model), model.toString())) {
      MlflowFolder export = MlflowFolder.of(predictor, model);
      export.write(to);
      lines.add("MLflow model: " + to);
      tracking.ifPresent(
          address ->
              lines.add(
                  "run: "
                      + MlflowRun.log(
                          address,
                          System.getenv(),
                          experiment.orElse("diglm"),
                          name(model),
                          export,
                          report.stream().toList())));
    }
    return lines;
  }

  private static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("mlflow-report must be a file, got " + file);
    }
  }

  private static String name(Path model) {
    return String.valueOf(model.getFileName()).replaceFirst("\\.diglm$", "");
  }
}
