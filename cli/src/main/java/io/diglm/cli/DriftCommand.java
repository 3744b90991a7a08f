package io.diglm.cli;

import com.google.gson.JsonObject;
import io.diglm.cli.output.OwnFiles;
import io.diglm.cli.text.DriftText;
import io.diglm.cli.text.Facts;
import io.diglm.cli.text.Shell;
import io.diglm.cli.text.WatchText;
import io.diglm.data.ImageSource;
import io.diglm.drift.Drift;
import io.diglm.drift.RowWatch;
import io.diglm.json.Json;
import io.diglm.model.AtomicFile;
import io.diglm.page.ReportWriter;
import io.diglm.predict.Predictor;
import io.diglm.reporting.DriftReports;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm drift}: tests whether rows come from the distribution of the training rows. */
@Command(
    name = "drift",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Tests whether rows differ from the training rows of the model. Shows which columns differ,"
          + " since when, and how large an error the model expects. Needs no target.",
      ""
    })
final class DriftCommand implements Callable<Integer> {
  /** Rows of which drift is told. */
  private static final int LEAST = 2;

  @Mixin private SavedModel model = new SavedModel();

  @Mixin private SlackOption slack = new SlackOption();

  @Parameters(
      index = "1..*",
      paramLabel = "TABLE",
      description = "The rows to test: tables or images.")
  private List<String> tables = new ArrayList<>();

  @Mixin private InputOptions rows = new InputOptions();

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "A column with the time of each row; shows the drift over time.")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the result as one HTML file that opens offline.")
  private Optional<Path> report = Optional.empty();

  @ArgGroup(validate = false, heading = "%nA stream of rows, batch by batch:%n")
  private WatchOptions watch = new WatchOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private PartOption part = new PartOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TableInput input = rows.of(tables);
    new OwnFiles()
        .reads("the model", List.of(model.path()))
        .reads("a table", report.isPresent() ? input.files() : List.of())
        .reads("a stream to merge", watch.merged())
        .writes("report", report)
        .writes("watch", watch.file());
    report.ifPresent(AtomicFile::requireWritable);
    watch.require();
    try (Predictor predictor = model.open(slack)) {
      input.requireRowsOf(predictor.manifest().schema());
      Table table =
          input.images()
              ? input.readImages(part.or(ImageSource.Part.TEST))
              : input
                  .source()
                  .columns(SavedModel.columns(predictor, time.stream().toList()))
                  .read();
      // A batch of a stream may be too small to be told of by itself.
      boolean small = watch.given() && table.rows() < LEAST && report.isEmpty();
      // Before the stream, so that a batch that is refused does not count in it.
      Optional<Drift> drift =
          small ? Optional.empty() : Optional.of(Drift.of(predictor, table, time));
      Optional<RowWatch.Outcome> stream =
          watch.given() ? Optional.of(watch.follow(predictor, table, time)) : Optional.empty();
      print(drift.map(found -> reported(predictor, table, found)), stream.map(WatchText::new));
    }
    return 0;
  }

  private DriftText reported(Predictor predictor, Table table, Drift drift) {
    String command = Shell.command(spec.commandLine().getParent().getParseResult().originalArgs());
    DriftReports reports = new DriftReports(predictor.manifest(), drift, time);
    report.ifPresent(file -> ReportWriter.write(reports.page(table.source(), command), file));
    return new DriftText(predictor.manifest(), drift);
  }

  private void print(Optional<DriftText> batch, Optional<WatchText> stream) {
    if (json) {
      JsonObject node = batch.map(DriftText::json).orElseGet(JsonObject::new);
      stream.ifPresent(text -> node.add("watch", text.json()));
      spec.commandLine().getOut().println(Json.lines(node));
      return;
    }
    Facts facts = new Facts();
    batch.ifPresent(text -> text.facts(facts));
    stream.ifPresent(text -> text.facts(facts));
    spec.commandLine().getOut().print(facts.text());
  }
}
