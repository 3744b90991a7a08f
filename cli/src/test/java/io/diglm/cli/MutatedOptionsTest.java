package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every option of every command with values that break parsers: told in one line, exit code 2.
 * {@code -Ddiglm.fuzz=N} tries N times as many.
 */
final class MutatedOptionsTest {
  private static final int TIMES = Integer.getInteger("diglm.fuzz", 1);
  private static final Pattern OPTION = Pattern.compile("(?m)^ {2,}(?:-\\w, )?(--[a-z-]+)");
  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "-1",
          "0",
          "1",
          "0.5",
          "-0.0",
          "1e999",
          "-1e999",
          "NaN",
          "Infinity",
          "2147483648",
          "-9223372036854775809",
          "99999999999999999999",
          "1s",
          "0s",
          "-5m",
          "999999999999h",
          "auto",
          "nonesuch",
          "\u0000",
          "a\nb",
          "\u001b[2J",
          "é",
          "\ud800",
          "--",
          "-",
          "=",
          ",",
          "x,,y",
          "/",
          "'",
          "\"",
          "*",
          "${HOME}",
          "@file",
          "null",
          "true");

  @TempDir private Path folder = Path.of("");

  @Test
  void everyOptionTakesOrRefusesAnyValue() {
    String missing = folder.resolve("missing.csv").toString();
    String model = folder.resolve("missing.diglm").toString();
    SplittableRandom random = new SplittableRandom(8);
    for (String command :
        List.of("fit", "predict", "evaluate", "update", "threshold", "rank", "drift", "sample")) {
      List<String> options =
          OPTION
              .matcher(Run.of(command, command.equals("fit") ? "--help-all" : "--help").good())
              .results()
              .map(found -> found.group(1))
              .filter(option -> !option.startsWith("--help") && !option.equals("--version"))
              .filter(option -> !option.equals("--stacktrace"))
              .distinct()
              .toList();
      assertTrue(options.size() > 2, command + " " + options);
      for (int round = 0; round < 3 * TIMES * options.size(); round++) {
        List<Object> arguments = new ArrayList<>(List.of(command));
        if (!command.equals("fit")) {
          arguments.add(model);
        }
        arguments.add(missing);
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
          String option = options.get(random.nextInt(options.size()));
          String value = VALUES.get(random.nextInt(VALUES.size()));
          if (random.nextBoolean()) {
            arguments.add(option + "=" + value);
          } else {
            arguments.addAll(List.of(option, value));
          }
        }
        Run run = Run.of(arguments.toArray());
        String told = arguments + ": " + run.err();
        assertEquals(2, run.code(), told);
        assertEquals("", run.out(), told);
        List<String> errors = run.err().lines().filter(line -> line.startsWith("diglm: ")).toList();
        assertEquals(1, errors.size(), told);
        assertFalse(run.err().contains("\tat "), told);
        assertTrue(run.err().chars().noneMatch(c -> c < 32 && c != '\n' && c != '\r'), told);
      }
    }
  }
}
