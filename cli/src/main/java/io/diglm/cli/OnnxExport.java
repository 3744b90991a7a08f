package io.diglm.cli;

import io.diglm.cli.output.OwnFiles;
import io.diglm.cli.text.Printable;
import io.diglm.model.AtomicFile;
import io.diglm.onnx.Ends;
import io.diglm.onnx.Onnx;
import io.diglm.predict.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code diglm export --onnx} takes. */
final class OnnxExport {
  private static final double INTERVAL = 0.9;

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      description =
          "Write one ONNX graph of a model of tables: columns in; answer, log p(x), novelty and"
              + " verdict out.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--interval",
      paramLabel = "SHARE",
      description = "For a graph: share of the central interval of a number. Default: 0.9.")
  private Optional<Double> interval = Optional.empty();

  @Option(
      names = "--coverage",
      paramLabel = "C",
      description =
          "For a graph, instead of the interval: an interval, or a set of labels, that contains the"
              + " target for this share of ordinary rows. It is calibrated on held-out rows.")
  private Optional<Double> coverage = Optional.empty();

  /** Returns whether a graph is asked for. */
  boolean wanted() {
    return file.isPresent();
  }

  /**
   * Requires that options which need another have it, and one share alone.
   *
   * @throws IllegalArgumentException if they have not
   */
  void requireComplete() {
    if (file.isEmpty() && (interval.isPresent() || coverage.isPresent())) {
      String option = interval.isPresent() ? "interval" : "coverage";
      throw new IllegalArgumentException(option + " must come with --onnx, got it alone");
    }
    if (interval.isPresent() && coverage.isPresent()) {
      throw new IllegalArgumentException("interval must not come with --coverage, got both");
    }
  }

  /** Writes the graph; returns what it gives otherwise than the model, one line each. */
  List<String> write(Path model, OfOption of) {
    Ends ends =
        coverage.map(Ends::coverage).orElseGet(() -> Ends.interval(interval.orElse(INTERVAL)));
    new OwnFiles().reads("the model", List.of(model)).writes("onnx", file);
    Path graph = file.orElseThrow();
    AtomicFile.requireWritable(graph);
    try (Predictor predictor = Predictor.open(of.load(model), model.toString())) {
      if (interval.isPresent()) {
        predictor.manifest().schema().requireTarget().requireNumber("interval");
      }
      return Onnx.write(predictor, ends, graph).stream()
          .map(note -> "note: " + Printable.of(note))
          .toList();
    }
  }
}
