package io.diglm.cli;

import io.diglm.cli.text.FitSummary;
import io.diglm.cli.text.ProgressBar;
import io.diglm.cli.text.ProgressLines;
import io.diglm.cli.text.Shell;
import io.diglm.data.ImageSource;
import io.diglm.data.TableSource;
import io.diglm.model.JointModel;
import io.diglm.model.UnusableFileException;
import io.diglm.page.ReportWriter;
import io.diglm.reporting.FitReports;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitListener;
import io.diglm.train.FitResult;
import io.diglm.train.JointResult;
import io.diglm.train.TimeLimit;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** {@code diglm fit}: fits a table and writes a model file. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    modelTransformer = SettingOptions.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    customSynopsis =
        "diglm fit TABLE... (--target COLUMN | --no-target) [--out FILE] [--report FILE] [OPTIONS]",
    description = {
      "Fits a model to a table or to images. Images have other defaults: a Glow with convolutions.",
      ""
    })
final class FitCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TABLE",
      arity = "0..*",
      description =
          "A CSV, TSV, Parquet or JSON lines file, also compressed; * and ? match several"
              + " files; - is standard input. For images: a folder with one subfolder per class,"
              + " IDX, .bin of CIFAR-10, .mat of SVHN, or .npz.")
  private List<String> tables = new ArrayList<>();

  @Mixin private InputOptions rows = new InputOptions();

  @ArgGroup(validate = false, order = 10, heading = "%nData:%n")
  private DataOptions data = new DataOptions();

  @Mixin private PartOption part = new PartOption();

  @ArgGroup(validate = false, order = 20, heading = "%nOutput:%n")
  private OutputOptions output = new OutputOptions();

  @ArgGroup(validate = false, order = 30, heading = "%nTraining:%n")
  private TrainingOptions training = new TrainingOptions();

  @ArgGroup(validate = false, order = 70, heading = "%nImages:%n")
  private ImageOptions images = new ImageOptions();

  @SuppressWarnings("UnusedVariable") // read by ConfigFile, before the options are parsed
  @Option(
      names = ConfigFile.OPTION,
      paramLabel = "FILE",
      description =
          "Read options from a YAML file with lines of 'option: value'. The command line takes"
              + " precedence. diglm info --config prints such a file for a model.")
  private Optional<Path> config = Optional.empty();

  @Option(names = FitHelp.ALL, description = "Show all options in groups, and exit.")
  private boolean helpAll;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (helpAll) {
      spec.commandLine().usage(spec.commandLine().getOut());
      return 0;
    }
    TimeLimit limit = TimeLimit.of(timeLimit());
    if (data.withoutTarget()) {
      requireNone(SettingOptions.ofTarget());
    }
    TableInput input = rows.of(tables);
    if (input.images()) {
      fitImages(input, limit);
    } else {
      fitTable(input, limit);
    }
    return 0;
  }

  private void requireNone(List<String> ofTarget) {
    ofTarget.stream()
        .filter(this::given)
        .findFirst()
        .ifPresent(
            option -> {
              throw new IllegalArgumentException(
                  option + " must come with --target, got --no-target");
            });
  }

  private boolean given(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption("--" + option);
  }

  private void fitTable(TableInput input, TimeLimit limit) {
    if (images.outside().isPresent()) {
      throw new IllegalArgumentException("outside must come with images, got a table");
    }
    if (data.listsTargets()) { // unless a column has a comma in its name
      TableSource source = input.source();
      List<String> targets = TimedReading.within(limit, source.name(), () -> data.targets(source));
      fitTable(input, source, settings(usual(targets)), limit);
    } else {
      FitConfig config = settings(usual(data.target().stream().toList()));
      fitTable(input, input.source(), config, limit);
    }
  }

  private void fitTable(TableInput input, TableSource source, FitConfig config, TimeLimit limit) {
    shown().stage("reading " + source.name());
    Table table =
        TimedReading.within(limit, source.name(), () -> data.select(source, config.data()).read());
    fit(input, table, data.nameFeatures(config, table), limit);
  }

  private static FitConfig usual(List<String> targets) {
    if (targets.isEmpty()) {
      return FitConfig.ofDensity();
    }
    String[] more = targets.stream().skip(1).toArray(String[]::new);
    return FitConfig.ofTargets(targets.get(0), more);
  }

  private void fitImages(TableInput input, TimeLimit limit) {
    String name = String.join(", ", tables);
    shown().stage("reading " + name);
    Table table =
        TimedReading.within(limit, name, () -> input.readImages(part.or(ImageSource.Part.TRAIN)));
    ImageShape shape = table.images().orElseThrow().shape();
    FitConfig usual =
        data.targetOfImages(table)
            .map(target -> FitConfig.ofImages(target, shape))
            .orElseGet(() -> FitConfig.ofDensity().forImages(shape));
    // Whoever says how much p(x) counts means throughout.
    fit(
        input,
        table,
        settings(given("density-weight") ? usual.density(d -> d.weightThroughout()) : usual),
        limit);
  }

  private FitConfig settings(FitConfig usual) {
    FitConfig config = SettingOptions.changed(usual, spec.commandLine().getParseResult());
    data.requireOrder(config.data());
    config.run().device().use(); // fails at once if it is not available
    return config;
  }

  private void fit(TableInput input, Table table, FitConfig config, TimeLimit limit) {
    Path file = output.model(input);
    output.requireWritable(file, read(input));
    output.requireOneTarget(config.data().targets());
    Optional<Table> others =
        images
            .outside()
            .map(path -> TimedReading.within(limit, path.toString(), () -> others(path)));
    Interruption interruption =
        new Interruption(err(), "interrupted before there was a model; nothing was written");
    interruption.listen();
    FitListener shown = shown();
    Optional<Path> checkpoint = OutputOptions.checkpoint(file);
    Fit fit = Fit.of(config).within(limit).listener(new Watched(shown, interruption));
    checkpoint.ifPresent(path -> fit.checkpoint(path, training.resume()));
    try (JointResult joint = fit.runTargets(table)) {
      FitResult result = joint.first();
      save(joint.model(), file, checkpoint);
      if (!interruption.requested()) {
        checkpoint.ifPresent(Fit::deleteCheckpoint);
      }
      if (output.report().isPresent()) {
        shown.stage("writing the report");
      }
      report(result, others, limit);
      clear(shown);
      boolean resumable = checkpoint.filter(Files::exists).isPresent();
      summarise(
          joint.results().stream()
              .map(
                  own ->
                      new FitSummary(
                          own, file, output.report(), interruption.requested(), resumable))
              .toList());
    }
  }

  private List<Path> read(TableInput input) {
    List<Path> files = new ArrayList<>(input.files());
    images.outside().ifPresent(path -> files.addAll(ImageSource.of(path.toString()).files()));
    return files;
  }

  private static Table others(Path path) {
    return ImageSource.of(path.toString()).part(ImageSource.Part.TEST).read();
  }

  /** If the disk is full only at the end, the training is not lost. */
  private static void save(JointModel model, Path file, Optional<Path> checkpoint) {
    try {
      model.save(file);
    } catch (UnusableFileException e) {
      String kept =
          checkpoint
              .filter(Files::exists)
              .map(path -> "; training is kept in %s: run again with --resume".formatted(path))
              .orElse("");
      throw new UnusableFileException(e.getMessage() + kept, e);
    }
  }

  private FitListener shown() {
    if (output.quiet()) {
      return FitListener.SILENT;
    }
    // Set by the launcher: Java cannot tell whether standard error is a terminal.
    int columns = Integer.getInteger("diglm.terminal", 0);
    return columns > 0 ? new ProgressBar(err(), columns, timeLimit()) : new ProgressLines(err());
  }

  private Duration timeLimit() {
    return spec.commandLine().getParseResult().matchedOptionValue("--time-limit", Duration.ZERO);
  }

  private static void clear(FitListener shown) {
    if (shown instanceof ProgressBar bar) {
      bar.clear();
    }
  }

  private void report(FitResult result, Optional<Table> others, TimeLimit limit) {
    String command = Shell.command(spec.commandLine().getParent().getParseResult().originalArgs());
    output
        .report()
        .ifPresent(file -> ReportWriter.write(FitReports.of(result, others, command, limit), file));
  }

  private void summarise(List<FitSummary> summaries) {
    if (output.json()) {
      spec.commandLine().getOut().println(FitSummary.json(summaries));
    } else if (!output.quiet()) {
      spec.commandLine().getOut().print(FitSummary.text(summaries));
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
