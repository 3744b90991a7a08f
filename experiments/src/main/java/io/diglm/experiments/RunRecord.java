package io.diglm.experiments;

import io.diglm.model.LibraryVersion;
import io.diglm.report.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What is needed to run an experiment again.
 *
 * @param seconds of this run, without units from an earlier run
 * @param cpu the model of the processor, or its architecture if the system does not say
 */
record RunRecord(
    String command,
    String preset,
    long seed,
    String library,
    String java,
    String os,
    int cores,
    String cpu,
    String date,
    double seconds) {

  static RunRecord of(Reproduction run, Instant started, Instant ended) {
    return new RunRecord(
        run.command(),
        Reproduction.lower(run.preset()),
        run.seed(),
        LibraryVersion.text(),
        property("java.vendor") + " " + property("java.version"),
        property("os.name") + " " + property("os.version"),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        started.toString(),
        Duration.between(started, ended).toMillis() / 1e3);
  }

  List<Fact> facts(Experiment experiment) {
    return List.of(
        new Fact("experiment", experiment.section()),
        new Fact("command", command),
        new Fact("preset", preset),
        new Fact("seed", Long.toString(seed)),
        new Fact("date", date),
        new Fact("seconds", String.format(Locale.ROOT, "%.0f", seconds)),
        new Fact("versions", "diglm %s, Java %s, %s".formatted(library, java, os)),
        new Fact("machine", "%d cores, %s".formatted(cores, cpu)));
  }

  /** Linux gives the name of the processor in a file. Other systems have no simple way to ask. */
  private static String processor() {
    Path file = Path.of("/proc/cpuinfo");
    if (Files.isReadable(file)) {
      try {
        return Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(property("os.arch"));
      } catch (IOException e) {
        return property("os.arch"); // a missing name must not lose the results
      }
    }
    return property("os.arch");
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
