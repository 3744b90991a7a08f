package io.diglm.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Quotes commands for a POSIX shell. */
final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private Shell() {}

  /** Returns the command line that runs diglm with these arguments. */
  static String command(List<String> arguments) {
    return "diglm " + arguments.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }

  static String quote(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
