package io.diglm.attack;

import io.diglm.cli.Command;
import io.diglm.predict.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Signals and full disks, in processes of their own. */
final class ProcessAttack {
  private final Path folder;
  private final Path table;
  private final Path out;
  private final Path model;

  ProcessAttack(Attacked attacked) throws IOException {
    folder = attacked.folder();
    table = attacked.table();
    out = Files.createDirectories(folder.resolve("processes"));
    model = out.resolve("m.diglm");
  }

  private List<String> java(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.diglm.cli.Diglm"));
    command.addAll(arguments);
    return command;
  }

  private List<String> fit() {
    List<String> fit = new ArrayList<>(List.of("fit", table.toString(), "--target", "y"));
    fit.addAll(List.of("--out", model.toString(), "--report", out.resolve("r.html").toString()));
    fit.addAll(List.of("--epochs", "3", "--layers", "1", "--hidden", "4", "--threads", "1"));
    fit.add("--resume");
    return java(fit);
  }

  /** Runs a command line; sends it a signal after so long, if there is one. */
  private Command.Ran run(List<String> command, String signal, long millis) throws Exception {
    Path err = folder.resolve("stderr.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("stdout.txt").toFile())
            .redirectError(err.toFile())
            .start();
    if (!signal.isEmpty() && !process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }
    return new Command.Ran(process.waitFor(), "", Files.readString(err));
  }

  /** Signals at times spread over a fit. Afterwards the same fit must go on and end well. */
  Tally signals(int count) throws IOException {
    Tally tally = new Tally("signals to a fit");
    long[] whole = new long[1];
    tally.attempt(
        "undisturbed",
        () -> {
          long begun = System.nanoTime();
          requireCode(run(fit(), "", 0), 0);
          whole[0] = (System.nanoTime() - begun) / 1_000_000;
          return "code 0";
        });
    SplittableRandom random = new SplittableRandom(3);
    for (int k = 0; k < count; k++) {
      String signal = List.of("INT", "TERM", "KILL").get(k % 3);
      long millis = random.nextLong(Math.max(1, whole[0]));
      tally.attempt(
          "%s after %d ms".formatted(signal, millis),
          () -> {
            Files.deleteIfExists(model);
            Command.Ran ran = run(fit(), signal, millis);
            // 137 and 143 are the shell's words for a process that KILL, or TERM before it listens,
            // ended.
            requireCode(ran, 0, 130, signal.equals("KILL") ? 137 : 143);
            requireWhole(signal.equals("KILL"));
            return signal + " code " + ran.code();
          });
    }
    tally.attempt(
        "again",
        () -> {
          requireCode(run(fit(), "", 0), 0);
          requireWhole(true);
          return "code 0";
        });
    return tally;
  }

  /**
   * Files that may grow to so many kB alone, as on a full disk, for commands that write: from
   * nothing to three times the model.
   */
  Tally fullDisks(int count) throws Exception {
    Tally tally = new Tally("full disks");
    requireCode(run(fit(), "", 0), 0);
    byte[] before = Files.readAllBytes(model);
    String old = model.toString();
    List<List<String>> commands =
        List.of(
            List.of("threshold", old, "--slack", "3"),
            List.of("sample", old, "-n", "2000", "--out", out.resolve("s.csv").toString()),
            List.of("update", old, table.toString(), "--out", out.resolve("u.diglm").toString()),
            List.of("export", old, "--onnx", out.resolve("m.onnx").toString()));
    for (int k = 0; k < count; k++) {
      List<String> command = commands.get(k % commands.size());
      int most = (int) (3L * before.length * k / count / 1024);
      tally.attempt(
          "%s with %d kB".formatted(command.get(0), most),
          () -> {
            String words =
                java(command).stream()
                    .map(word -> "'" + word.replace("'", "'\\''") + "'")
                    .collect(Collectors.joining(" "));
            Command.Ran ran =
                run(List.of("bash", "-c", "ulimit -f %d; exec %s".formatted(most, words)), "", 0);
            requireCode(ran, 0, 2);
            requireWhole(false);
            if (ran.code() != 0 && !Arrays.equals(before, Files.readAllBytes(model))) {
              throw new AssertionError("a model must stay as it was, got another");
            }
            Files.write(model, before);
            return command.get(0) + " code " + ran.code();
          });
    }
    return tally;
  }

  private static void requireCode(Command.Ran ran, int... codes) {
    boolean known = Arrays.stream(codes).anyMatch(code -> code == ran.code());
    if (!known || ran.err().contains("\tat ") || ran.err().contains("Exception in thread")) {
      throw new AssertionError("got %d: %s".formatted(ran.code(), ran.err()));
    }
  }

  /** Requires that a model can be loaded, and that nothing else is left than what was asked for. */
  private void requireWhole(boolean killed) throws IOException {
    if (Files.exists(model)) {
      Predictor.load(model).close();
    }
    try (Stream<Path> files = Files.list(out)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      for (String name : names) {
        boolean hidden = name.startsWith(".");
        if (hidden && !killed) {
          throw new AssertionError("no partial file must be left, got " + names);
        }
        if (hidden) {
          Files.delete(out.resolve(name));
        }
      }
    }
  }
}
