package io.diglm.cli;

import io.diglm.cli.text.Shell;
import io.diglm.experiments.Experiment;
import io.diglm.experiments.Experiments;
import io.diglm.experiments.Preset;
import io.diglm.experiments.Reproduction;
import io.diglm.report.ResultTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm reproduce}: repeats an experiment of the paper. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Repeats an experiment of the paper and writes results.json, index.html and pictures.",
      "Without a name, lists the experiments.",
      ""
    })
final class ReproduceCommand implements Callable<Integer> {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The experiment.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of data sets. Each experiment says which files it misses there.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--preset",
      paramLabel = "quick|paper",
      defaultValue = "quick",
      description =
          "quick takes minutes on two cores; paper uses the published settings. Default:"
              + " ${DEFAULT-VALUE}.")
  private Preset preset = Preset.QUICK;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder to write to. Default: reproduce-NAME in the current folder.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of everything random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--resume",
      description = "Continue an earlier run in the same folder; its finished parts are kept.")
  private boolean resume;

  @Option(
      names = "--download",
      description = "Fetch published files that are missing in --data, and check their SHA-256.")
  private boolean download;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "Time for the longest fit to images, such as 90s or 2h; every other fit to images takes a"
              + " tenth of it. Default: depends on the preset.")
  private Optional<Duration> timeLimit = Optional.empty();

  @Option(
      names = "--members",
      paramLabel = "K",
      description =
          "Number of networks of each fit of tables and flights, whose answers are averaged."
              + " Default: that of fit.")
  private Optional<Integer> members = Optional.empty();

  @Mixin private DeviceOption device = new DeviceOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (name.isEmpty()) {
      list();
      return 0;
    }
    device.use();
    Experiment experiment = Experiments.named(name.get());
    members.ifPresent(count -> requireMembers(experiment, count));
    Path folder = out.orElseGet(() -> Path.of("reproduce-" + experiment.name()));
    String command = Shell.command(spec.commandLine().getParent().getParseResult().originalArgs());
    PrintWriter err = spec.commandLine().getErr();
    new Interruption(err, "interrupted; what was finished is kept (--resume goes on with it)")
        .listen();
    var result =
        new Reproduction(
                experiment,
                preset,
                seed,
                data,
                folder,
                resume,
                download,
                timeLimit,
                members.map(OptionalInt::of).orElse(OptionalInt.empty()),
                command)
            .run(err::println);
    result.tables().forEach(this::print);
    out().println("wrote " + folder.resolve("index.html") + " and results.json beside it");
    return 0;
  }

  private void list() {
    for (Experiment experiment : Experiments.all()) {
      out()
          .printf(
              Locale.ROOT,
              "%-12s %s (%s)%n",
              experiment.name(),
              experiment.title(),
              experiment.section());
    }
  }

  private static void requireMembers(Experiment experiment, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("members must be at least 1, got " + count);
    }
    if (!List.of("tables", "flights").contains(experiment.name())) {
      throw new IllegalArgumentException(
          "members must be left out but for tables and flights, got %d for %s"
              .formatted(count, experiment.name()));
    }
  }

  private void print(ResultTable table) {
    out().println(table.title());
    for (ResultTable.Row row : table.rows()) {
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-42s", row.name()));
      for (int i = 0; i < table.columns().size(); i++) {
        String figure = row.figures().get(i).text();
        line.append("  ").append(table.columns().get(i).name()).append(' ').append(figure);
      }
      out().println(line);
    }
    out().println();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
