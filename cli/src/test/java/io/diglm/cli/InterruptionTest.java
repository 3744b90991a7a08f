package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C on a process of its own. */
@Timeout(120)
final class InterruptionTest {
  private static final Path KILL = Path.of("/bin/kill");

  @TempDir private Path folder = Path.of("");

  /**
   * Java keeps ignoring an interrupt where its parent does, as a shell makes background jobs do.
   */
  @BeforeEach
  void interruptsArrive() throws IOException {
    assumeTrue(Files.isExecutable(KILL), "needs kill");
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      String ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .map(line -> line.substring("SigIgn:".length()).strip())
              .findFirst()
              .orElse("0");
      boolean arrives = (Long.parseUnsignedLong(ignored, 16) & 2) == 0;
      assumeTrue(arrives, "needs a build that is no background job of a shell without job control");
    }
  }

  @Test
  void keepsTheModelOnceThereIsOne() throws Exception {
    Path model = folder.resolve("m.diglm");
    Process fit = start(model);
    try (BufferedReader err = fit.errorReader(StandardCharsets.UTF_8)) {
      awaitLine(err, "epoch 2, ");
      interrupt(fit);
      awaitLine(err, "stopping with the best model so far (Ctrl-C again to end at once)");
      String out = new String(fit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, fit.waitFor());
      assertTrue(out.contains("interrupted the best model so far was kept"), out);
    }
    assertTrue(Run.of("info", model).good().startsWith("model       " + model));
  }

  @Test
  void endsAtOnceBeforeThereIsAModel() throws Exception {
    Process fit = start(folder.resolve("m.diglm"));
    try (BufferedReader err = fit.errorReader(StandardCharsets.UTF_8)) {
      awaitLine(err, "reading " + folder);
      interrupt(fit);
      assertTrue(fit.waitFor(20, TimeUnit.SECONDS));
      assertEquals(Interruption.EXIT_CODE, fit.exitValue());
    }
    try (var files = Files.list(folder)) {
      assertFalse(files.anyMatch(f -> f.toString().contains("diglm")));
    }
  }

  @Test
  void endsAtOnceWhileItWaitsForAPipe() throws Exception {
    Path pipe = folder.resolve("never.csv");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no pipes");
    Path model = folder.resolve("flowers.diglm");
    Run.fit(Data.flowers(folder), model, "--target", "k", "--features", "x,c").good();
    for (String limit : List.of("0s", "1h")) {
      Process fit = start("fit", pipe.toString(), "--target", "k", "--time-limit", limit);
      try (BufferedReader err = fit.errorReader(StandardCharsets.UTF_8)) {
        awaitLine(err, "reading " + pipe);
        assertInterrupted(fit); // nobody writes to it
      }
    }
    for (String command : List.of("predict", "drift", "evaluate")) {
      Process reading = start(command, model.toString(), pipe.toString());
      CompletableFuture<OutputStream> writer = CompletableFuture.supplyAsync(() -> open(pipe));
      try (OutputStream silent = writer.get(60, TimeUnit.SECONDS)) { // opens once somebody reads
        assertInterrupted(reading);
        silent.flush();
      }
    }
  }

  private static OutputStream open(Path pipe) {
    try {
      return Files.newOutputStream(pipe);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertInterrupted(Process process) throws Exception {
    interrupt(process);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(Interruption.EXIT_CODE, process.exitValue());
  }

  @Test
  void anExperimentEndsAtOnceAndSaysHowToGoOn() throws Exception {
    Process moons;
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      moons = start("reproduce", "moons", "--out", folder.resolve("moons").toString());
      watch.take(); // the folder of a run that has begun
    }
    interrupt(moons);
    String err = new String(moons.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(Interruption.EXIT_CODE, moons.waitFor(), err);
    assertTrue(err.contains("interrupted; what was finished is kept (--resume goes on"), err);
  }

  private Process start(Path model) throws IOException {
    Path table =
        Data.rows(
            folder.resolve("long.csv"),
            "x,y",
            4_000,
            i -> Data.number(i) + "," + Data.number(2 * i));
    return start(
        "fit",
        table.toString(),
        "--target",
        "y",
        "--family",
        "gaussian",
        "--density",
        "flow", // no second density is fitted before the first epoch
        "--epochs",
        "10000",
        "--patience",
        "10000",
        "--layers",
        "2",
        "--hidden",
        "8",
        "--frequencies",
        "2",
        "--out",
        model.toString());
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Diglm.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  private static void awaitLine(BufferedReader from, String start) throws IOException {
    String line = from.readLine();
    while (line != null && !line.startsWith(start)) {
      line = from.readLine();
    }
    assertTrue(line != null, "never came: " + start);
  }

  private static void interrupt(Process process) throws Exception {
    new ProcessBuilder(KILL.toString(), "-INT", Long.toString(process.pid())).start().waitFor();
  }
}
