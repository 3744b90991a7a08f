package io.diglm.cli;

import io.diglm.cli.text.Printable;
import io.diglm.cli.text.Shell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code diglm completion}: prints a script for shell completion. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {"Prints a shell script that completes commands, options and their values.", ""},
    footer = {"", "For this shell:  source <(diglm completion bash)"})
final class CompletionCommand implements Callable<Integer> {
  /** The shells. One script works in both. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(index = "0", paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell = Shell.BASH;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    String name = Printable.lower(shell);
    String hint = "# To keep it, put into ~/.%src:  source <(diglm completion %s)";
    spec.commandLine().getOut().println(hint.formatted(name, name));
    CommandSpec diglm = plain(spec.commandLine().getParent().getCommandSpec());
    spec.commandLine().getOut().println(AutoComplete.bash("diglm", new CommandLine(diglm)));
    return 0;
  }

  /**
   * Returns a copy of the command with only its options and parameters, whose constants are in
   * lower case.
   */
  private static CommandSpec plain(CommandSpec command) {
    CommandSpec plain = CommandSpec.create().name(command.name());
    for (OptionSpec option : command.options()) {
      OptionSpec.Builder copy =
          // The script names its variables by the label, and several options may share a label.
          OptionSpec.builder(option).scopeType(ScopeType.LOCAL).paramLabel(Values.name(option));
      List<String> constants = constants(option.auxiliaryTypes(), option.type());
      plain.addOption((constants.isEmpty() ? copy : copy.completionCandidates(constants)).build());
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      PositionalParamSpec.Builder copy = PositionalParamSpec.builder(parameter);
      List<String> constants = constants(parameter.auxiliaryTypes(), parameter.type());
      plain.addPositional(
          (constants.isEmpty() ? copy : copy.completionCandidates(constants)).build());
    }
    command
        .subcommands()
        .forEach((name, sub) -> plain.addSubcommand(name, plain(sub.getCommandSpec())));
    return plain;
  }

  private static List<String> constants(Class<?>[] inner, Class<?> type) {
    List<Class<?>> types = new ArrayList<>(Arrays.asList(inner));
    types.add(type);
    return types.stream()
        .filter(Class::isEnum)
        .findFirst()
        .map(Class::getEnumConstants)
        .map(all -> Arrays.stream(all).map(one -> Printable.lower((Enum<?>) one)).toList())
        .orElse(List.of());
  }
}
