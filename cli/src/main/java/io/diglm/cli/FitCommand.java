package io.diglm.cli;

import io.diglm.model.ModelFile;
import io.diglm.model.UnusableFileException;
import io.diglm.report.ReportWriter;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitConfigBuilder;
import io.diglm.train.FitListener;
import io.diglm.train.FitResult;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm fit}: one table in, one model file out. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    defaultValueProvider = FitDefaults.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    customSynopsis = "diglm fit TABLE... --target COLUMN [--out FILE] [--report FILE] [OPTIONS]",
    description = {"Fits a model to a table.", ""})
final class FitCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TABLE",
      arity = "0..*",
      description = "CSV, TSV, Parquet or JSON lines, also gzipped; may hold * and ?.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--sql",
      paramLabel = "QUERY",
      description = "Instead of tables: a query in DuckDB's SQL; 'file.csv' in it is a table.")
  private Optional<String> sql = Optional.empty();

  @ArgGroup(validate = false, order = 1, heading = "%nData:%n")
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, order = 2, heading = "%nOutput:%n")
  private OutputOptions output = new OutputOptions();

  @ArgGroup(validate = false, order = 3, heading = "%nTraining:%n")
  private TrainingOptions training = new TrainingOptions();

  @ArgGroup(validate = false, order = 4, heading = "%nModel of the target:%n")
  private ModelOptions model = new ModelOptions();

  @ArgGroup(validate = false, order = 5, heading = "%nFlow:%n")
  private FlowOptions flow = new FlowOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    FitConfig config = config();
    TableInput input = new TableInput(tables, sql);
    Path file = output.model(input);
    output.requireWritable(file);
    Interruption interruption = new Interruption(err());
    interruption.listen();
    FitListener shown = shown();
    shown.stage("reading " + input.source().name());
    Table table = data.select(input.source()).read();
    Optional<Path> checkpoint = OutputOptions.checkpoint(file);
    Fit fit = Fit.of(config).listener(new Watched(shown, interruption));
    checkpoint.ifPresent(path -> fit.checkpoint(path, training.resume()));
    try (FitResult result = fit.run(table)) {
      save(result.model(), file, checkpoint);
      if (!interruption.requested()) {
        checkpoint.ifPresent(OutputOptions::delete);
      }
      clear(shown);
      report(result);
      boolean resumable = checkpoint.filter(Files::exists).isPresent();
      summarise(new FitSummary(result, file, output.report(), interruption.requested(), resumable));
    }
    return 0;
  }

  /** A disk that was full only at the end does not cost the training. */
  private static void save(ModelFile model, Path file, Optional<Path> checkpoint) {
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

  private FitConfig config() {
    FitConfigBuilder builder = data.configure().flow(flow.flow());
    model.configure(builder);
    training.configure(builder);
    return builder.build();
  }

  private FitListener shown() {
    if (output.quiet()) {
      return FitListener.SILENT;
    }
    // Set by the launcher: Java cannot tell whether standard error is a terminal.
    int columns = Integer.getInteger("diglm.terminal", 0);
    return columns > 0
        ? new ProgressBar(err(), columns, training.timeLimit())
        : new ProgressLines(err());
  }

  private static void clear(FitListener shown) {
    if (shown instanceof ProgressBar bar) {
      bar.clear();
    }
  }

  private void report(FitResult result) {
    String command = Shell.command(spec.commandLine().getParent().getParseResult().originalArgs());
    output.report().ifPresent(file -> ReportWriter.write(FitReports.of(result, command), file));
  }

  private void summarise(FitSummary summary) {
    if (output.json()) {
      spec.commandLine().getOut().println(summary.json());
    } else if (!output.quiet()) {
      spec.commandLine().getOut().print(summary.text());
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
