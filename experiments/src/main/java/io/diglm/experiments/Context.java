package io.diglm.experiments;

import io.diglm.schema.Table;
import io.diglm.train.EpochRecord;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitListener;
import io.diglm.train.FitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The settings and services of a run of an experiment.
 *
 * @param preset how much of it
 * @param seed of every random act
 * @param data the folder of data sets, if one was given
 * @param units stores finished pieces of work
 * @param download whether missing files are fetched
 * @param timeLimit of the longest fit, if it is not that of the preset
 * @param members number of networks of each fit to a table, if it is not the default give
 * @param progress hears a line when something is done
 */
public record Context(
    Preset preset,
    long seed,
    Optional<Path> data,
    boolean download,
    Optional<Duration> timeLimit,
    OptionalInt members,
    Units units,
    Consumer<String> progress) {

  /** Returns a recipe with the number of members of this run. */
  FitConfig recipe(FitConfig usual) {
    return members.isEmpty() ? usual : usual.optimiser(o -> o.members(members.getAsInt()));
  }

  /** Returns the quick or the published value of a setting. */
  <T> T choose(T quick, T paper) {
    return preset == Preset.QUICK ? quick : paper;
  }

  /**
   * Returns a file of the data folder.
   *
   * @param origin where to get it, for the error message
   * @throws IllegalArgumentException if no folder was given, or the file is not in it
   */
  Path file(String name, String origin) {
    Path folder =
        data.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "data must be a folder with %s (%s), got none: give --data DIR"
                        .formatted(name, origin)));
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "data must hold %s (%s), got no such file in %s".formatted(name, origin, folder));
    }
    return file;
  }

  /** Returns a file of the data folder if it is there. */
  Optional<Path> find(String name) {
    return data.map(folder -> folder.resolve(name)).filter(Files::isRegularFile);
  }

  /** Fits a long unit. If the run is killed, the next run continues from the last checkpoint. */
  FitResult fit(String unit, FitConfig config, Table table) {
    return Fit.of(config)
        .listener(new Lines(unit, progress))
        .checkpoint(units.checkpoint(unit), units.resume())
        .run(table);
  }

  /** Writes a line every tenth epoch, or every epoch if epochs take long. */
  private static final class Lines implements FitListener {
    private static final int EVERY = 10;
    private static final double LONG = 20;

    private final String unit;
    private final Consumer<String> progress;
    private double last;

    Lines(String unit, Consumer<String> progress) {
      this.unit = unit;
      this.progress = progress;
    }

    @Override
    public void epoch(EpochRecord record) {
      if (record.epoch() % EVERY == 0 || record.seconds() - last > LONG) {
        last = record.seconds();
        progress.accept(
            String.format(
                Locale.ROOT,
                "%s: epoch %d, validation NLL %.3f, log p(x) %.3f",
                unit,
                record.epoch(),
                record.validationNll(),
                record.validationLogDensity()));
      }
    }

    @Override
    public void warning(String line) {
      progress.accept(unit + ": " + line);
    }
  }
}
