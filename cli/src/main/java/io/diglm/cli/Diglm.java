package io.diglm.cli;

import io.diglm.cli.output.LostOutputException;
import io.diglm.cli.output.PipeStream;
import io.diglm.model.UnusableFileException;
import io.diglm.server.ModelServer;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    footer = {
      "",
      "Start with:  diglm fit data.csv --target COLUMN --out model.diglm",
      "Exit codes:  0 done, 1 an error of diglm itself, 2 an error in the arguments, the files or"
          + " the machine, 130 interrupted before there was a model."
    })
final class Diglm {
  /** The commands by name, in the order of the help. */
  static final Map<String, Class<?>> COMMANDS = commands();

  private static final Set<String> ABOUT_ALL = Set.of("completion", "man", "help");

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
    if (args.length > 0 && args[0].equals("serve")) {
      ModelServer.prepare(); // while the options are read
    }
    FetchedImages.onDemand();
    System.exit(run(args, standardOutput(), standardError()));
  }

  /** Runs the command; returns its exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    Diglm diglm = new Diglm();
    Problems problems = new Problems(err, diglm::stacktrace);
    CommandLine command = commandLine(diglm, args);
    command.setOut(out).setErr(err);
    command.setParameterExceptionHandler((e, arguments) -> problems.report(e));
    command.setExecutionExceptionHandler((e, failed, parsed) -> problems.report(e));
    int code = execute(command, problems, args);
    return code == 0 && out.checkError() ? problems.report(new LostOutputException()) : code;
  }

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("fit", FitCommand.class);
    commands.put("predict", PredictCommand.class);
    commands.put("evaluate", EvaluateCommand.class);
    commands.put("update", UpdateCommand.class);
    commands.put("threshold", ThresholdCommand.class);
    commands.put("recalibrate", RecalibrateCommand.class);
    commands.put("rank", RankCommand.class);
    commands.put("drift", DriftCommand.class);
    commands.put("groups", GroupsCommand.class);
    commands.put("info", InfoCommand.class);
    commands.put("sample", SampleCommand.class);
    commands.put("export", ExportCommand.class);
    commands.put("serve", ServeCommand.class);
    commands.put("card", CardCommand.class);
    commands.put("reproduce", ReproduceCommand.class);
    commands.put("doctor", DoctorCommand.class);
    commands.put("completion", CompletionCommand.class);
    commands.put("man", ManCommand.class);
    commands.put("help", HelpCommand.class);
    return Collections.unmodifiableMap(commands);
  }

  /**
   * Returns the commands that arguments need. Reading the annotations of all commands takes a third
   * of a second in a fresh JVM, so a command that needs no other is alone.
   */
  static Map<String, Class<?>> needed(String... args) {
    String first = args.length == 0 ? "" : args[0];
    Class<?> command = COMMANDS.get(first);
    return command == null || ABOUT_ALL.contains(first) ? COMMANDS : Map.of(first, command);
  }

  private static CommandLine commandLine(Diglm diglm, String... args) {
    CommandLine command = new CommandLine(diglm);
    // Made here, because only what is made by itself gets the options of its settings.
    needed(args).forEach((name, type) -> command.addSubcommand(name, new CommandLine(type)));
    Values.register(command).setUsageHelpAutoWidth(true);
    Optional.ofNullable(command.getSubcommands().get("fit")).ifPresent(FitHelp::shorten);
    return command;
  }

  /** Parses arguments without running anything. */
  static void parse(String... args) {
    commandLine(new Diglm(), args).parseArgs(args);
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
