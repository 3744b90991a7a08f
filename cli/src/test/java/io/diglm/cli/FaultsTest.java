package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diglm.predict.Predictor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the machine can do to a command, in processes of its own: kills, full disks, closed pipes
 * and races for one output. No half file at a final name, no stack trace, exit codes as documented.
 */
final class FaultsTest {
  private static final Path BASH = Path.of("/bin/bash");
  private static final String STANDARD_INPUT =
      "standard input must be read within --time-limit, got no end of it";

  @TempDir private Path folder = Path.of("");

  private static List<String> java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Diglm.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private List<String> fit(Path table, Path model, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("fit", table.toString(), "--target", "k", "--out", model.toString()));
    arguments.addAll(List.of("--layers", "1", "--hidden", "4", "--threads", "1", "--epochs", "3"));
    arguments.addAll(List.of(more));
    return java(arguments.toArray(String[]::new));
  }

  /** What a shell runs: the command with its words quoted. */
  private static String quoted(List<String> command) {
    return String.join(
        " ", command.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList());
  }

  private record Ended(int code, String out, String err) {
    /** Requires that it ended in order, and told what went wrong in one line. */
    Ended told(int... codes) {
      assertTrue(java.util.Arrays.stream(codes).anyMatch(c -> c == code), code + ": " + err);
      assertFalse(err.contains("\tat ") || err.contains("Exception in thread"), err);
      assertEquals(
          code == 0 ? 0 : 1, err.lines().filter(line -> line.startsWith("diglm: ")).count(), err);
      return this;
    }
  }

  private Ended run(List<String> command) throws Exception {
    return ended(start(command, folder), folder);
  }

  /** Starts a process that writes its output to files of a folder. */
  private static Process start(List<String> command, Path to) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(to.resolve("stdout.txt").toFile())
        .redirectError(to.resolve("stderr.txt").toFile())
        .start();
  }

  private static Ended ended(Process process, Path to) throws Exception {
    int code = process.waitFor();
    return new Ended(
        code,
        Files.readString(to.resolve("stdout.txt")),
        Files.readString(to.resolve("stderr.txt")));
  }

  private Ended shell(String script) throws Exception {
    return run(bash(script));
  }

  private static List<String> bash(String script) {
    assumeTrue(Files.isExecutable(BASH), "needs bash");
    return List.of(BASH.toString(), "-c", script);
  }

  /** Returns what lies in the folder beside what is expected there. */
  private List<String> leftOver(String... expected) throws IOException {
    List<String> known = new ArrayList<>(List.of(expected));
    known.addAll(List.of("stdout.txt", "stderr.txt"));
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> !known.contains(f)).toList();
    }
  }

  private Path model(Path table) {
    Path model = folder.resolve("m.diglm");
    Run.fit(table, model, "--target", "k", "--features", "x,c").good();
    return model;
  }

  @Test
  void aFitThatIsKilledAnywhereLeavesNoHalfModelAndCanBeRunAgain() throws Exception {
    Path table = Data.flowers(folder);
    Path model = folder.resolve("m.diglm");
    List<String> points =
        List.of(
            "reading columns",
            "learning the density",
            "training",
            "epoch 2",
            "measuring log p(x)",
            "calibrating novelty",
            "measuring answers");
    for (String point : points) {
      Files.deleteIfExists(model);
      Process process = new ProcessBuilder(fit(table, model, "--resume")).start();
      try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
        String line = err.readLine();
        while (line != null && !line.startsWith(point)) {
          line = err.readLine();
        }
        process.destroyForcibly().waitFor();
        assertTrue(line != null, "never came: " + point);
      }
      if (Files.exists(model)) { // it may have been quicker than the kill
        Predictor.load(model).close();
      }
    }
    run(fit(table, model, "--resume")).told(0);
    Predictor.load(model).close();
    assertFalse(Files.exists(folder.resolve("m.diglm.checkpoint")));
  }

  @Test
  void aFullDiskLeavesTheOldModelAndOneLine() throws Exception {
    Path table = Data.flowers(folder);
    Path model = model(table);
    byte[] before = Files.readAllBytes(model);
    int kilobytes = before.length >> 10;
    // A file that may not grow fails as one on a full disk does.
    for (int most : new int[] {0, 1, kilobytes / 3, kilobytes - 1}) {
      Ended ended =
          shell(
              "ulimit -f %d; exec %s"
                  .formatted(most, quoted(java("threshold", model.toString(), "--slack", "3"))));
      // bash's own redirections are files too: they hold less than a kilobyte.
      assertEquals(2, ended.code(), ended.err());
      assertFalse(ended.err().contains("\tat "), ended.err());
      assertArrayEquals(before, Files.readAllBytes(model), "with " + most + " kB");
      assertEquals(List.of(), leftOver("m.diglm", "flowers.csv"), "with " + most + " kB");
    }
  }

  @Test
  void standardOutputThatIsFullOrClosedIsToldInOneLine() throws Exception {
    Path table = Data.flowers(folder);
    Path model = model(table);
    assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
    String predict = quoted(java("predict", model.toString(), table.toString()));
    shell("exec " + predict + " >/dev/full").told(2);
    Ended piped = shell(predict + " | head -n 1; exit ${PIPESTATUS[0]}");
    assertEquals(1, piped.out().lines().count(), piped.out() + piped.err());
    assertFalse(piped.err().contains("\tat "), piped.err());
    assertTrue(List.of(0, 2, 141).contains(piped.code()), piped.code() + ": " + piped.err());
  }

  @Test
  void aMissingFolderForTemporaryFilesIsToldInOneLine() throws Exception {
    List<String> command = new ArrayList<>(fit(Data.flowers(folder), folder.resolve("m.diglm")));
    command.add(1, "-Djava.io.tmpdir=" + folder.resolve("none"));
    Ended ended = run(command).told(2);
    assertTrue(
        ended.err().contains("folder for temporary files must exist and be writable, got "),
        ended.err());
    assertEquals(List.of(), leftOver("flowers.csv"));
  }

  /** Rows without an end, what standard input begins with, and what is said of them. */
  private record Endless(String rows, String input, String message) {}

  /** Processes that have a thread in a system call, which no Java code can end. */
  @Test
  void aFitWhoseRowsNeverEndIsOverWithItsTimeLimit() throws Exception {
    Path pipe = pipe();
    List<Endless> streams =
        List.of(
            new Endless(
                pipe.toString(), "", pipe + " must be read within --time-limit, got no end of it"),
            new Endless("-", "", STANDARD_INPUT),
            new Endless("-", "x,k\n", STANDARD_INPUT),
            new Endless("- < <(exec yes 1,2)", "", STANDARD_INPUT));
    assertOver(streams);
    // One after another: each unpacks a large library, for which its end waits so long and no more.
    String query = "query must be read within --time-limit, got no end of it";
    String reading = "--sql \"SELECT * FROM read_csv('%s')\"".formatted(pipe);
    assertOver(List.of(new Endless(reading, "", query)));
    String counting = "--sql \"SELECT count(*) AS k FROM range(100000000) a, range(100000000) b\"";
    assertOver(List.of(new Endless(counting, "", query)));
  }

  /** Starts a fit of each side by side, and requires that they end in order and leave nothing. */
  private void assertOver(List<Endless> all) throws Exception {
    List<Path> folders = new ArrayList<>();
    List<Process> fits = new ArrayList<>();
    for (Endless rows : all) {
      Path own = Files.createTempDirectory(folder, "fit");
      List<String> fit = java("fit", "--target", "k", "--time-limit", "2s");
      fit.add(1, "-Djava.io.tmpdir=" + Files.createDirectory(own.resolve("temporary")));
      fit.addAll(List.of("--out", own.resolve("m.diglm").toString()));
      // A fit that went on would be killed, which has an exit code of its own.
      Process process = start(bash("exec timeout 300 " + quoted(fit) + " " + rows.rows()), own);
      process.getOutputStream().write(rows.input().getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush(); // and stays open
      folders.add(own);
      fits.add(process);
    }
    for (int i = 0; i < fits.size(); i++) {
      Path own = folders.get(i);
      Ended ended = ended(fits.get(i), own).told(2);
      assertTrue(ended.err().endsWith("diglm: " + all.get(i).message() + "\n"), ended.err());
      try (Stream<Path> files = Files.walk(own)) {
        assertEquals(
            List.of("", "stderr.txt", "stdout.txt", "temporary"),
            files.map(file -> own.relativize(file).toString()).sorted().toList(),
            all.get(i).rows());
      }
    }
  }

  @Test
  void aCommandThatIsEndedWhileItUnpacksItsLibraryLeavesNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    List<String> fit = fit(Data.flowers(folder), folder.resolve("m.diglm"));
    fit.add(1, "-Djava.io.tmpdir=" + temporary);
    Process process = new ProcessBuilder(fit).start();
    boolean unpacking = false;
    while (!unpacking && process.isAlive()) {
      try (Stream<Path> files = Files.list(temporary)) {
        unpacking = files.anyMatch(file -> file.toString().contains("libduckdb_java"));
      }
    }
    process.destroy(); // by a signal that a program may answer
    assertTrue(unpacking && process.waitFor() > 0);
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private Path pipe() throws Exception {
    Path pipe = folder.resolve("never.csv");
    shell("mkfifo " + quoted(List.of(pipe.toString()))).told(0);
    return pipe;
  }

  @Test
  void outputsThatRaceAreEachWhole() throws Exception {
    Path table = Data.flowers(folder);
    Path model = folder.resolve("m.diglm");
    List<Process> fits = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      fits.add(
          new ProcessBuilder(fit(table, model, "--quiet", "--seed", Integer.toString(seed)))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("stdout" + seed + ".txt").toFile())
              .start());
    }
    while (fits.stream().anyMatch(Process::isAlive)) {
      if (Files.exists(model)) {
        Predictor.load(model).close();
      }
    }
    for (int k = 0; k < fits.size(); k++) {
      int code = fits.get(k).waitFor();
      String said = Files.readString(folder.resolve("stdout" + (k + 1) + ".txt"));
      assertEquals(0, code, said);
    }
    Predictor.load(model).close();
    assertEquals(List.of(), leftOver("m.diglm", "flowers.csv", "stdout1.txt", "stdout2.txt"));
  }
}
