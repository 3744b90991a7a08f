package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

  /**
   * Runs a command as the launcher does, in a Java of its own with vectors: the JVM of the tests
   * has what suits short runs.
   */
  static Run alone(Path folder, Object... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Diglm.class.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Path out = folder.resolve("stdout.txt");
    Path err = folder.resolve("stderr.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Run(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  /** Runs a fit that is over in a second. */
  static Run fit(Object table, Object model, Object... more) {
    List<Object> arguments = new ArrayList<>();
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
