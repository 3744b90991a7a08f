package io.diglm.cli;

import io.diglm.model.UnusableFileException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code diglm}. */
@Command(
    name = "diglm",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Learns p(y|x) and p(x) of a table or of images in one model. So its predictions say when a"
          + " row is unlike the training rows.",
      ""
    },
    subcommands = {
      FitCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      UpdateCommand.class,
      ThresholdCommand.class,
      RecalibrateCommand.class,
      RankCommand.class,
      DriftCommand.class,
      GroupsCommand.class,
      InfoCommand.class,
      SampleCommand.class,
      ExportCommand.class,
      ServeCommand.class,
      CardCommand.class,
      ReproduceCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      ManCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Start with:  diglm fit data.csv --target COLUMN --out model.diglm",
      "Exit codes:  0 done, 1 an error of diglm itself, 2 an error in the arguments, the files or the"
          + " machine, 130 interrupted before there was a model."
    })
final class Diglm {
  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the code an error occurred.")
  private boolean stacktrace;

  boolean stacktrace() {
    return stacktrace;
  }

  private Diglm() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    FetchedImages.onDemand();
    System.exit(run(args, standardOutput(), standardError()));
  }

  /** Runs the command; returns its exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    Diglm diglm = new Diglm();
    Problems problems = new Problems(err, diglm::stacktrace);
    CommandLine command = commandLine(diglm);
    command.setOut(out).setErr(err);
    command.setParameterExceptionHandler((e, arguments) -> problems.report(e));
    command.setExecutionExceptionHandler((e, failed, parsed) -> problems.report(e));
    int code = execute(command, problems, args);
    return code == 0 && out.checkError() ? problems.report(new LostOutputException()) : code;
  }

  /** Returns the command with all its subcommands. */
  private static CommandLine commandLine(Diglm diglm) {
    CommandLine command = Values.register(new CommandLine(diglm));
    command.setUsageHelpAutoWidth(true);
    FitHelp.shorten(Objects.requireNonNull(command.getSubcommands().get("fit")));
    return command;
  }

  /** Parses arguments without running anything. */
  static void parse(String... args) {
    commandLine(new Diglm()).parseArgs(args);
  }

  private static int execute(CommandLine command, Problems problems, String[] args) {
    try {
      if (args.length == 0) {
        return usage(command);
      }
      List<String> arguments = ConfigFile.expanded(command, List.of(args));
      return command.execute(arguments.toArray(String[]::new));
    } catch (IllegalArgumentException | UnusableFileException e) {
      return problems.report(e);
    } catch (OutOfMemoryError | LinkageError | StackOverflowError e) {
      return problems.report(e);
    }
  }

  private static int usage(CommandLine command) {
    command.usage(command.getErr());
    return 2;
  }

  private static PrintWriter standardOutput() {
    BufferedOutputStream bytes =
        new BufferedOutputStream(new PipeStream(new FileOutputStream(FileDescriptor.out)), 1 << 16);
    return new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
  }

  private static PrintWriter standardError() {
    FileOutputStream bytes = new FileOutputStream(FileDescriptor.err);
    return new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), true);
  }
}
