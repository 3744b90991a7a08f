package io.diglm.cli;

import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of {@code fit} in two levels: the options that most fits need, and all options. */
final class FitHelp {
  static final String ALL = "--help-all";

  private static final List<String> FEW =
      List.of(
          "--target",
          "--no-target",
          "--features",
          "--exclude",
          "--classes",
          "--test",
          "--split",
          "--out",
          "--report",
          "--time-limit",
          "--family",
          "--bayes",
          "--members",
          "--false-alarms",
          "--seed",
          "--config",
          "--help",
          ALL);

  private static final String FOOTER =
      "%nThese are the options that most fits need. --help-all shows all options.%n".formatted();

  private FitHelp() {}

  /** Makes {@code --help} of the command show few options, and {@link #ALL} all of them. */
  static void shorten(CommandLine fit) {
    CommandLine.IHelpSectionRenderer all =
        Objects.requireNonNull(
            fit.getHelpSectionMap().get(UsageMessageSpec.SECTION_KEY_OPTION_LIST));
    fit.getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            help -> wantsAll(fit) ? all.render(help) : few(help));
    fit.getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> wantsAll(fit) ? "" : FOOTER);
  }

  private static boolean wantsAll(CommandLine fit) {
    return fit.getParseResult() != null && fit.getParseResult().hasMatchedOption(ALL);
  }

  private static String few(Help help) {
    CommandSpec fit = help.commandSpec();
    CommandSpec some = CommandSpec.create().name(fit.name());
    some.usageMessage(fit.usageMessage()).usageMessage().sortOptions(false);
    FEW.forEach(name -> some.addOption(OptionSpec.builder(fit.findOption(name)).build()));
    return new Help(some, help.colorScheme())
        .optionList(
            help.createDefaultLayout(),
            help.createDefaultOptionSort(),
            help.parameterLabelRenderer());
  }
}
