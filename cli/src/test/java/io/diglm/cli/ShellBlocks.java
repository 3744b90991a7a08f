package io.diglm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The shell commands of a page: its blocks without a language, and its indented lines. */
final class ShellBlocks {
  private static final Set<String> SHELLS = Set.of("", "sh", "bash", "console");
  private static final String FENCE = "```";
  private static final String INDENT = "    ";

  /** What a command begins with; other indented lines are formulas or the rest of a list. */
  private static final List<String> STARTS =
      List.of(
          "./diglm ",
          "cat ",
          "source ",
          "mvn ",
          "git ",
          "pip ",
          "python ",
          "v/bin/",
          "curl ",
          "docker ",
          "spark/",
          "$SPARK");

  private ShellBlocks() {}

  /**
   * Returns the commands of a page in their order, each on one line, without its comment.
   *
   * @throws IllegalStateException if a block has a line that is no known command
   */
  static List<String> of(Path page) {
    List<String> commands = new ArrayList<>();
    String language = null;
    StringBuilder line = new StringBuilder();
    for (String read : CodeBlocks.lines(page)) {
      if (read.startsWith(FENCE)) {
        language = language == null ? read.substring(FENCE.length()).strip() : null;
      } else if (language == null ? read.startsWith(INDENT) : SHELLS.contains(language)) {
        boolean more = read.endsWith("\\");
        line.append(more ? read.substring(0, read.length() - 1) : read);
        if (!more) {
          String command = line.toString().replaceFirst(" +# .*", "").strip();
          if (STARTS.stream().anyMatch(command::startsWith)) {
            commands.add(command);
          } else if (language != null && !command.isEmpty()) {
            throw new IllegalStateException(page + " has a block of commands with: " + command);
          }
          line.setLength(0);
        }
      }
    }
    return commands;
  }
}
