package io.diglm.cli;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.NearestName;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads options of {@code diglm fit} from a YAML file. Each line has one option under its long
 * name; {@code tables} names the rows. The command line takes precedence.
 */
final class ConfigFile {
  static final String OPTION = "--config";

  private static final String TABLES = "tables";

  private final Path path;
  private final CommandSpec fit;
  private final Predicate<String> given;
  private final boolean rows;

  /**
   * Prepares to read a file for a command line.
   *
   * @param given whether the command line has this option
   * @param rows whether the command line names the rows
   */
  private ConfigFile(Path path, CommandSpec fit, Predicate<String> given, boolean rows) {
    this.path = path;
    this.fit = fit;
    this.given = given;
    this.rows = rows;
  }

  /** Returns the arguments with those of the configuration file in place of its name. */
  static List<String> expanded(CommandLine diglm, List<String> arguments) {
    boolean named =
        arguments.stream().anyMatch(a -> a.equals(OPTION) || a.startsWith(OPTION + "="));
    if (!named) {
      return arguments;
    }
    CommandLine.ParseResult parsed;
    try {
      parsed = diglm.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      return arguments; // reported when they are parsed again
    }
    CommandLine.ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    if (!command.commandSpec().name().equals("fit") || !command.hasMatchedOption(OPTION)) {
      return arguments;
    }
    Optional<Path> path = command.matchedOptionValue(OPTION, Optional.empty());
    ConfigFile file =
        new ConfigFile(
            path.orElseThrow(),
            command.commandSpec(),
            command::hasMatchedOption,
            command.hasMatchedPositional(0) || command.hasMatchedOption("--sql"));
    List<String> all = new ArrayList<>();
    boolean inserted = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(OPTION)) {
        i++;
      } else if (!argument.startsWith(OPTION + "=")) {
        all.add(argument);
        if (!inserted && argument.equals(command.commandSpec().name())) {
          all.addAll(file.arguments());
          inserted = true;
        }
      }
    }
    return all;
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    for (NodeTuple entry : entries()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw wrong(entry.getKeyNode(), "key must be the name of an option, got a structure");
      }
      add(key, entry.getValueNode(), arguments);
    }
    return arguments;
  }

  private List<NodeTuple> entries() {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("config file must exist, got " + path);
    }
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(path.toString()).build())
              .composeString(Files.readString(path));
      if (root.isEmpty()) {
        return List.of();
      }
      if (root.get() instanceof MappingNode mapping) {
        return mapping.getValue();
      }
      throw wrong(root.get(), "config must be lines of 'option: value', got another structure");
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      throw new IllegalArgumentException(
          "config file %s%s must be YAML, got %s".formatted(path, line, e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(
          "config file %s must be YAML, got %s".formatted(path, e.getMessage()), e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "config file %s must be UTF-8, got other bytes".formatted(path), e);
    } catch (IOException e) {
      throw new UnusableFileException(
          "config file %s must be readable, got %s".formatted(path, e.getMessage()), e);
    }
  }

  private void add(ScalarNode key, Node value, List<String> arguments) {
    String name = key.getValue().replace('_', '-');
    List<String> texts = texts(value);
    if (texts.isEmpty()) {
      return;
    }
    if (name.equals(TABLES)) {
      if (!rows) {
        arguments.addAll(texts);
      }
      return;
    }
    OptionSpec option = option(key, name);
    boolean flag = option.arity().max() == 0;
    String text = String.join(",", texts);
    if (flag && !text.equals("true") && !text.equals("false")) {
      throw wrong(value, "%s must be true or false, got %s".formatted(name, text));
    }
    String argument = flag ? "--" + name : "--" + name + "=" + text;
    requireParses(value, argument);
    if (!given.test("--" + name) && !(flag && text.equals("false"))) {
      arguments.add(argument);
    }
  }

  private OptionSpec option(Node key, String name) {
    OptionSpec option = fit.findOption("--" + name);
    if (option == null || option.usageHelp() || option.versionHelp() || name.equals("config")) {
      List<String> names =
          fit.options().stream()
              .map(Values::name)
              .filter(known -> !known.equals("config"))
              .toList();
      String hint = NearestName.of(name, names).map(n -> "; did you mean " + n + "?").orElse("");
      throw wrong(
          key, "key must be tables or an option of diglm fit, got %s%s".formatted(name, hint));
    }
    return option;
  }

  /**
   * Reports the place of a wrong value in the file, which an error about the whole command line
   * could not do.
   */
  private void requireParses(Node value, String argument) {
    try {
      Values.register(new CommandLine(new FitCommand())).parseArgs(argument);
    } catch (ParameterException e) {
      String reason =
          e.getCause() instanceof TypeConversionException wrong
              ? argument.replaceFirst("^--([^=]*).*", "$1") + " " + wrong.getMessage()
              : String.valueOf(e.getMessage());
      throw wrong(value, reason);
    }
  }

  /** Returns a scalar, or the scalars of a list; empty if there is no value. */
  private List<String> texts(Node value) {
    if (value instanceof SequenceNode list) {
      return list.getValue().stream().flatMap(node -> texts(node).stream()).toList();
    }
    if (value instanceof ScalarNode scalar) {
      boolean nothing = scalar.isPlain() && scalar.getValue().matches("|~|null");
      return nothing ? List.of() : List.of(scalar.getValue());
    }
    throw wrong(value, "value must be a text, a number or a list, got a structure");
  }

  private IllegalArgumentException wrong(Node node, String what) {
    String line = node.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
    return new IllegalArgumentException("config file %s%s: %s".formatted(path, line, what));
  }
}
