package io.diglm.cli;

import com.google.gson.JsonObject;
import io.diglm.cli.output.OwnFiles;
import io.diglm.cli.text.Facts;
import io.diglm.json.Json;
import io.diglm.model.AtomicFile;
import io.diglm.model.ModelFile;
import io.diglm.model.Recalibration;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm recalibrate}: calibrates intervals and label sets for current rows. */
@Command(
    name = "recalibrate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Calibrates the intervals and label sets of predict --coverage again, by labelled rows that"
          + " arrived after the fit, in order of arrival. The answers do not change.",
      ""
    })
final class RecalibrateCommand implements Callable<Integer> {
  private static final double COVERAGE = 0.9;

  @Mixin private SavedModel model = new SavedModel();

  @Parameters(index = "1..*", paramLabel = "TABLE", description = "The labelled rows.")
  private List<String> tables = new ArrayList<>();

  @Mixin private InputOptions rows = new InputOptions();

  @Option(
      names = "--coverage",
      paramLabel = "C",
      split = ",",
      description =
          "Adapt these coverages to how often the latest rows were missed, for rows that change."
              + " Default: 0.9.")
  private List<Double> coverages = new ArrayList<>();

  @Option(
      names = "--coverage-by",
      paramLabel = "COLUMN",
      description =
          "Instead: calibrate each group of rows by its own rows, so that each group has the"
              + " coverage. A group of fewer than 100 rows uses the calibration of all rows.")
  private Optional<String> by = Optional.empty();

  @Option(
      names = "--towards",
      paramLabel = "TABLE",
      split = ",",
      description =
          "Instead: weight the labelled rows towards these rows, which need no label, by the ratio"
              + " of their densities. Use it if only p(x) has changed.")
  private List<String> towards = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The model file to write. Default: replace the given file.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    requireOneWay();
    TableInput input = rows.of(tables);
    Path file = out.orElse(model.path());
    new OwnFiles().reads("a table", input.files()).writes("out", Optional.of(file));
    AtomicFile.requireWritable(file);
    try (Predictor predictor = model.open()) {
      String target = predictor.manifest().schema().requireTarget().name();
      IntervalLearning learning = new IntervalLearning(predictor, read(predictor, input, target));
      ModelFile learned = learned(predictor, learning);
      model.save(learned, file);
      print(learned, file);
    }
    return 0;
  }

  private void requireOneWay() {
    long ways =
        Stream.of(!coverages.isEmpty(), by.isPresent(), !towards.isEmpty())
            .filter(given -> given)
            .count();
    if (ways > 1) {
      throw new IllegalArgumentException(
          "recalibration must be by one of --coverage, --coverage-by and --towards, got " + ways);
    }
  }

  private ModelFile learned(Predictor predictor, IntervalLearning learning) {
    if (by.isPresent()) {
      return learning.by(by.get());
    }
    return towards.isEmpty()
        ? learning.adapted(coverages.isEmpty() ? List.of(COVERAGE) : coverages)
        : learning.towards(
            rows.of(towards).source().columns(SavedModel.columns(predictor, List.of())).read());
  }

  private static Table read(Predictor predictor, TableInput input, String target) {
    input.requireRowsOf(predictor.manifest().schema());
    return input.images()
        ? input.readImages(io.diglm.data.ImageSource.Part.TEST)
        : input.source().columns(SavedModel.columns(predictor, List.of(target))).read();
  }

  private void print(ModelFile learned, Path file) {
    Recalibration how = learned.manifest().thresholds().intervals().orElseThrow();
    if (json) {
      JsonObject node = Json.object(how);
      node.addProperty("model", file.toString());
      spec.commandLine().getOut().println(Json.lines(node));
      return;
    }
    Facts facts = new Facts();
    facts.line("rows", "%,d labelled", how.rows());
    for (Recalibration.Level level : how.levels()) {
      facts.line("coverage", "%s, for which now %.4f is taken", level.coverage(), level.level());
    }
    if (how.shifted() > 0) {
      facts.line("towards", "%,d rows without a label", how.shifted());
    }
    for (int k = 0; k < how.groups().size(); k++) {
      facts.line("group", "%s: %,d rows", how.groups().get(k), how.groupRows().get(k));
    }
    facts.line("files", "%s", file);
    spec.commandLine().getOut().print(facts.text());
  }
}
