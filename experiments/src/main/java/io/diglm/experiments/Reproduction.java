package io.diglm.experiments;

import io.diglm.chart.PictureFiles;
import io.diglm.model.AtomicFile;
import io.diglm.model.UnusableFileException;
import io.diglm.page.ReportWriter;
import io.diglm.report.ExperimentReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * One run of an experiment into a folder: {@code results.json}, {@code index.html}, each picture as
 * SVG and PNG, and {@code units/}, from which it can be continued.
 *
 * @param experiment what is run
 * @param preset quick, or that of the paper
 * @param seed of everything random
 * @param data the folder of data sets, if one was given
 * @param out the folder that is written
 * @param resume whether finished units of an earlier run are used
 * @param download whether published files that are missing are fetched
 * @param timeLimit of the longest fit to images, where not the preset's
 * @param members networks of each fit of {@code tables} and {@code flights}; none leaves it to the
 *     fit
 * @param command the command line, for the record
 */
public record Reproduction(
    Experiment experiment,
    Preset preset,
    long seed,
    Optional<Path> data,
    Path out,
    boolean resume,
    boolean download,
    Optional<Duration> timeLimit,
    OptionalInt members,
    String command) {

  /**
   * Runs the experiment.
   *
   * @param progress receives one line for each step
   * @return the result, which is also in the folder
   * @throws IllegalArgumentException if data are missing
   * @throws UnusableFileException if the folder cannot be written
   */
  public ExperimentResult run(Consumer<String> progress) {
    requireWritable();
    if (download) {
      data.ifPresent(Reproduction::create);
    }
    requireFolder();
    ReportWriter.requireFonts();
    Instant started = Instant.now();
    String settings = "%s, preset %s, seed %d".formatted(experiment.name(), lower(preset), seed);
    Units units = new Units(out.resolve("units"), settings, resume, progress);
    ExperimentResult result =
        experiment.run(
            new Context(preset, seed, data, download, timeLimit, members, units, progress));
    RunRecord record = RunRecord.of(this, started, Instant.now());
    JsonFile.write(ResultsJson.of(experiment, result, record), out.resolve("results.json"));
    result.pictures().forEach(picture -> PictureFiles.write(picture, out));
    result.grids().forEach(grid -> PictureFiles.write(grid, out));
    ReportWriter.write(
        new ExperimentReport(
            experiment.title(),
            result.run(),
            result.tables(),
            result.pictures(),
            result.grids(),
            result.notes(),
            record.facts(experiment)),
        out.resolve("index.html"));
    return result;
  }

  private void requireWritable() {
    try {
      Files.createDirectories(out.resolve("units"));
    } catch (IOException e) {
      throw new UnusableFileException(
          "out must be a folder that can be written, got %s (%s)".formatted(out, e), e);
    }
    AtomicFile.requireWritable(out.resolve("results.json"));
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UnusableFileException(
          "data must be a folder that can be written, got %s (%s)".formatted(folder, e), e);
    }
  }

  private void requireFolder() {
    data.filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw new IllegalArgumentException(
                  "data must be a folder that exists, got " + folder);
            });
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
