package io.diglm.cli;

import io.diglm.cli.output.OwnFiles;
import io.diglm.model.AtomicFile;
import io.diglm.page.ReportWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options about the output files of a fit. */
final class OutputOptions {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The model file to write. Default: TABLE.diglm in the current folder.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--report", paramLabel = "FILE", description = "Write a report as one HTML file.")
  private Optional<Path> report = Optional.empty();

  @Option(names = "--quiet", description = "Print errors only.")
  private boolean quiet;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  boolean quiet() {
    return quiet;
  }

  boolean json() {
    return json;
  }

  /**
   * Requires that what is about one target is asked of a fit of one.
   *
   * @throws IllegalArgumentException if a report of several targets is asked for
   */
  void requireOneTarget(List<String> targets) {
    if (report.isPresent() && targets.size() > 1) {
      throw new IllegalArgumentException(
          "report must be of a fit of one target, got " + String.join(", ", targets));
    }
  }

  Optional<Path> report() {
    return report;
  }

  /**
   * Returns the model file: the value of the option, or else the name of the table with the
   * extension of a model.
   */
  Path model(TableInput input) {
    return out.orElseGet(() -> Path.of(input.stem() + ".diglm"));
  }

  /**
   * Returns the checkpoint from which a fit can be resumed. There is none if the model is written
   * to a pipe or device.
   */
  static Optional<Path> checkpoint(Path model) {
    boolean device = Files.exists(model) && !Files.isRegularFile(model);
    return device
        ? Optional.empty()
        : Optional.of(model.resolveSibling(model.getFileName() + ".checkpoint"));
  }

  /** Fails before the training if a file cannot be written. */
  void requireWritable(Path model, List<Path> read) {
    new OwnFiles()
        .reads("a table", read)
        .writes("out", Optional.of(model))
        .writes("the checkpoint", checkpoint(model))
        .writes("report", report);
    AtomicFile.requireWritable(model);
    report.ifPresent(
        file -> {
          AtomicFile.requireWritable(file);
          ReportWriter.requireFonts();
        });
  }
}
