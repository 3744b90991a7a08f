package io.diglm.cli.text;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of a command, in roff with the macros of man(7).
 *
 * <p>All text comes from the model of picocli that {@code --help} shows. So the two always agree.
 */
public final class ManPage {
  private final CommandSpec command;
  private final Help help;
  private final StringBuilder roff = new StringBuilder();

  private ManPage(CommandLine command) {
    this.command = command.getCommandSpec();
    this.help = new Help(this.command, Help.defaultColorScheme(Ansi.OFF));
  }

  /**
   * {@return the page of a command}
   *
   * @param command with its options
   */
  public static String of(CommandLine command) {
    return new ManPage(command).text();
  }

  /**
   * {@return the name of the page, such as {@code diglm-fit}}
   *
   * @param command that it is of
   */
  public static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  private String text() {
    String name = command.qualifiedName("-");
    String version = String.join(" ", command.version());
    line(
        ".TH %s 1 \"\" \"%s\" \"diglm manual\""
            .formatted(escaped(name.toUpperCase(Locale.ROOT)), escaped(version)));
    List<String> description = filled(command.usageMessage().description());
    section("NAME");
    line(escaped(name) + " \\- " + escaped(summary(description)));
    section("SYNOPSIS");
    line(synopsis());
    section("DESCRIPTION");
    paragraphs(description);
    if (!command.positionalParameters().isEmpty()) {
      section("ARGUMENTS");
      command.positionalParameters().forEach(this::argument);
    }
    section("OPTIONS");
    sorted(ungrouped()).forEach(this::argument);
    command.argGroups().stream()
        .sorted(Comparator.comparingInt(ArgGroupSpec::order))
        .forEach(this::group);
    commands();
    environment();
    List<String> notes = filled(command.usageMessage().footer());
    if (!notes.isEmpty()) {
      section("NOTES");
      paragraphs(notes);
    }
    seeAlso();
    return roff.toString();
  }

  /** Returns the first sentence, as whatis(1) shows it. */
  private static String summary(List<String> description) {
    String first = description.isEmpty() ? "" : description.get(0);
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first.replaceFirst("\\.$", "") : first.substring(0, end);
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  private String synopsis() {
    StringBuilder line = new StringBuilder(bold(command.qualifiedName()));
    for (OptionSpec option : ungrouped()) {
      if (option.required()) {
        line.append(' ').append(names(option));
      }
    }
    command.argGroups().stream()
        .filter(ArgGroupSpec::exclusive)
        .map(group -> group.options().stream().map(this::names).collect(joining(" | ")))
        .filter(alternatives -> alternatives.contains(" | "))
        .forEach(alternatives -> line.append(" [").append(alternatives).append(']'));
    line.append(" [").append(italic("OPTION")).append("]...");
    command.positionalParameters().forEach(p -> line.append(' ').append(italic(label(p))));
    return command.subcommands().isEmpty() ? line.toString() : line + " " + italic("COMMAND");
  }

  private List<OptionSpec> ungrouped() {
    Set<OptionSpec> options = new LinkedHashSet<>(command.options());
    command.argGroups().forEach(group -> group.allOptionsNested().forEach(options::remove));
    return List.copyOf(options);
  }

  private void group(ArgGroupSpec group) {
    String heading = group.heading() == null ? "" : group.heading().replace("%n", "").strip();
    if (!heading.isEmpty()) {
      line(".SS " + escaped(heading.replaceFirst(":$", "")));
    }
    sorted(group.allOptionsNested()).forEach(this::argument);
  }

  /** Returns the options in the order of the help. */
  private List<OptionSpec> sorted(List<OptionSpec> options) {
    Comparator<OptionSpec> order = help.createDefaultOptionSort();
    return order == null ? options : options.stream().sorted(order).toList();
  }

  private void argument(ArgSpec argument) {
    if (argument.hidden()) {
      return;
    }
    line(".TP");
    boolean option = argument instanceof OptionSpec;
    line(option ? names((OptionSpec) argument) : italic(label(argument)));
    paragraphs(option ? meaning((OptionSpec) argument) : meaning((PositionalParamSpec) argument));
  }

  private String names(OptionSpec option) {
    String label = label(option);
    List<String> names = new ArrayList<>();
    for (String name : option.names()) {
      names.add(bold(name) + (label.startsWith("=") ? "=" + italic(label.substring(1)) : label));
    }
    return String.join(", ", names);
  }

  /** Returns the label of a value as the help shows it: {@code =FILE}, {@code [TABLE...]}. */
  private String label(ArgSpec argument) {
    return help.parameterLabelRenderer()
        .renderParameterLabel(argument, Ansi.OFF, List.of())
        .plainString();
  }

  private List<String> meaning(OptionSpec option) {
    return lines(
        help.createDefaultOptionRenderer()
            .render(option, help.parameterLabelRenderer(), help.colorScheme()));
  }

  private List<String> meaning(PositionalParamSpec parameter) {
    return lines(
        help.createDefaultParameterRenderer()
            .render(parameter, help.parameterLabelRenderer(), help.colorScheme()));
  }

  /** Returns the last column of the rows that the help would show: the descriptions. */
  private static List<String> lines(Text[][] rows) {
    return Arrays.stream(rows).map(row -> row[row.length - 1].plainString()).toList();
  }

  private void commands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (CommandLine sub : command.subcommands().values()) {
      line(".TP");
      line(bold(sub.getCommandSpec().qualifiedName("-")) + "(1)");
      paragraphs(filled(sub.getCommandSpec().usageMessage().description()));
    }
  }

  private void environment() {
    section("ENVIRONMENT");
    variable("DIGLM_JAVA_OPTS", "Options for Java, such as -Xmx4g for larger tables.");
    variable("JAVA_HOME", "The Java to run. Default: the java on the PATH.");
    variable("NO_COLOR", "If set, the output has no colours.");
  }

  private void variable(String name, String meaning) {
    line(".TP");
    line(bold(name));
    line(escaped(meaning));
  }

  private void seeAlso() {
    section("SEE ALSO");
    CommandLine parent = command.commandLine().getParent();
    List<String> pages =
        parent == null
            ? command.subcommands().values().stream().map(ManPage::name).toList()
            : List.of(name(parent));
    line(String.join(", ", pages.stream().map(page -> bold(page) + "(1)").toList()));
  }

  private void section(String heading) {
    line(".SH " + heading);
  }

  /** Writes lines, with a break between them. */
  private void paragraphs(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        line(".br");
      }
      line(escaped(lines.get(i)));
    }
  }

  private static List<String> filled(String... lines) {
    return Arrays.stream(lines).filter(line -> !line.isBlank()).toList();
  }

  private void line(String text) {
    roff.append(text).append('\n');
  }

  private static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  private static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /** Returns the text without a meaning for roff. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
