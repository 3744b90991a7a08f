package io.diglm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diglm.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.ParameterException;

/** What the command reads; in this package, because nobody else may run it within a program. */
public final class CommandTargets {
  private CommandTargets() {}

  /** Returns the targets by name. */
  public static Map<String, Supplier<Target>> all(Path folder) {
    return Map.of(
        "options", () -> CommandTargets::parse, "config", () -> bytes -> configure(folder, bytes));
  }

  /** A line of options, one an argument: parsed, and nothing is run. */
  private static void parse(byte[] bytes) {
    try {
      Diglm.parse(new String(bytes, UTF_8).split("\n", -1));
    } catch (ParameterException e) {
      throw new IllegalArgumentException("options must be those of the command", e);
    }
  }

  /** A configuration file of a fit whose table does not exist: never more than one line. */
  private static void configure(Path folder, byte[] bytes) throws IOException {
    Path config = folder.resolve("fit.yaml");
    Files.write(config, bytes);
    Command.Ran ran = Command.run("fit", folder.resolve("missing.csv"), "--config", config);
    int code = ran.code();
    String told = ran.err();
    if ((code != 2 && code != 0) || told.contains("\tat ")) {
      throw new AssertionError(
          "a configuration must be read or refused, got %d: %s".formatted(code, told));
    }
    if (code == 2 && told.lines().filter(line -> line.startsWith("diglm: ")).count() != 1) {
      throw new AssertionError("a refusal must be one line, got: " + told);
    }
    if (code == 2 && !told.contains("missing.csv")) {
      throw new IllegalArgumentException(told.strip().replace('\n', ' '));
    }
  }
}
