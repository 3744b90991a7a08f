package io.diglm.cli;

import io.diglm.schema.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm help}: prints the same as {@code --help}. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {"Shows the help of diglm or of a command.", ""})
final class HelpCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "A command of diglm.")
  private Optional<String> command = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine diglm = spec.commandLine().getParent();
    command.map(name -> named(diglm, name)).orElse(diglm).usage(spec.commandLine().getOut());
    return 0;
  }

  /** Returns the command of this name. */
  static CommandLine named(CommandLine diglm, String name) {
    CommandLine found = diglm.getSubcommands().get(name);
    if (found == null) {
      List<String> known = new ArrayList<>(diglm.getSubcommands().keySet());
      String hint = NearestName.of(name, known).map(n -> "; did you mean " + n + "?").orElse("");
      throw new IllegalArgumentException(
          "command must be one that diglm has, got %s%s".formatted(name, hint));
    }
    return found;
  }
}
