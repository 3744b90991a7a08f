package io.diglm.cli.text;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Quotes commands for a POSIX shell. */
public final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private Shell() {}

  /**
   * {@return the command line that runs diglm with these arguments}
   *
   * @param arguments not quoted
   */
  public static String command(List<String> arguments) {
    return "diglm " + arguments.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }

  static String quote(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
