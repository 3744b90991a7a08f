package io.diglm.attack;

import io.diglm.cli.Command;

/** How a command must end, whatever it was given. */
final class Ended {
  private Ended() {}

  /** Requires exit code 0, or 2 with one line and nothing on standard output. */
  static void inOrder(Command.Ran ran) {
    require(ran.code() == 0 || ran.code() == 2, "exit code must be 0 or 2", ran);
    requireLine(ran);
    require(ran.code() == 0 || !ran.out().contains("\n"), "a refusal must print no answer", ran);
  }

  /** Requires one line that says what is wrong, if the exit code is not 0, and no stack trace. */
  static void requireLine(Command.Ran ran) {
    require(
        !ran.err().contains("\tat ") && !ran.err().contains("Exception in thread"),
        "there must be no stack trace",
        ran);
    long lines = ran.err().lines().filter(line -> line.startsWith("diglm: ")).count();
    require(lines == (ran.code() == 0 ? 0 : 1), "a refusal must be one line", ran);
  }

  private static void require(boolean met, String rule, Command.Ran ran) {
    if (!met) {
      throw new AssertionError("%s, got %d: %s".formatted(rule, ran.code(), ran.err()));
    }
  }
}
