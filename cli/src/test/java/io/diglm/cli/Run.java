package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What a command line gave: exit code, standard output and standard error. */
record Run(int code, String out, String err) {
  static Run of(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Diglm.run(texts, new PrintWriter(out), new PrintWriter(err, true));
    return new Run(code, out.toString(), err.toString());
  }

  /** Runs a fit that is over in a second. */
  static Run fit(Object table, Object model, Object... more) {
    List<Object> arguments = new java.util.ArrayList<>();
    arguments.addAll(List.of("fit", table, "--out", model, "--layers", 2));
    arguments.addAll(List.of("--hidden", 8, "--frequencies", 2, "--threads", 1, "--quiet"));
    if (!List.of(more).contains("--epochs")) {
      arguments.addAll(List.of("--epochs", 2));
    }
    arguments.addAll(List.of(more));
    return of(arguments.toArray());
  }

  /** Returns the result of a command that must have worked. */
  String good() {
    assertEquals("", err.lines().filter(l -> l.startsWith("diglm:")).findFirst().orElse(""));
    assertEquals(0, code);
    return out;
  }

  /** Requires the caller's fault, told in one line, and nothing on standard output. */
  void assertRefused(String message) {
    assertEquals("diglm: " + message + System.lineSeparator(), err);
    assertEquals(2, code);
    assertFalse(out.contains("\n"), out);
  }
}
