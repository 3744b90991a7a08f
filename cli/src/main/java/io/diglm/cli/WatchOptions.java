package io.diglm.cli;

import io.diglm.drift.RowWatch;
import io.diglm.json.JsonProblem;
import io.diglm.model.AtomicFile;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.watch.WatchState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a watched stream is kept from batch to batch. */
final class WatchOptions {
  /** Of what orders equal scores. */
  private static final long SEED = 1;

  /** Of a state, in bytes: some thousand columns. */
  private static final long MOST = 64 << 20;

  @Option(
      names = "--watch",
      paramLabel = "STATE",
      description =
          "Continue the stream of rows in this file (JSON without rows), or begin one. Reports an"
              + " alarm. The probability that there is ever a false alarm is at most --alpha.")
  private Optional<Path> state = Optional.empty();

  @Option(
      names = "--alpha",
      paramLabel = "A",
      description =
          "For a new stream: the probability that there is ever a false alarm. Default: 0.01.")
  private Optional<Double> alpha = Optional.empty();

  @Option(names = "--reset", description = "Begin the stream again, without its rows and alarm.")
  private boolean reset;

  @Option(
      names = "--merge",
      paramLabel = "STATE",
      description = "First add the stream of another file, with other rows to the same model.")
  private List<Path> others = new ArrayList<>();

  boolean given() {
    return state.isPresent();
  }

  Optional<Path> file() {
    return state;
  }

  List<Path> merged() {
    return others;
  }

  /** Requires that the other options come with a stream. */
  void require() {
    if (state.isEmpty() && (alpha.isPresent() || reset || !others.isEmpty())) {
      throw new IllegalArgumentException(
          "%s must come with --watch, got none"
              .formatted(alpha.isPresent() ? "alpha" : reset ? "reset" : "merge"));
    }
    state.ifPresent(AtomicFile::requireWritable);
  }

  /** Adds rows to the stream and writes it. */
  RowWatch.Outcome follow(Predictor predictor, Table table, Optional<String> time) {
    Path path = state.orElseThrow();
    RowWatch watch = begun(predictor, path);
    for (Path other : others) {
      WatchState read = read(other);
      RowWatch into = watch;
      watch = named(other, () -> into.merge(read));
    }
    RowWatch followed = watch;
    time.ifPresentOrElse(column -> followed.add(table, column), () -> followed.add(table));
    byte[] json = followed.state().json().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(path, out -> out.write(json));
    return followed.outcome();
  }

  private RowWatch begun(Predictor predictor, Path path) {
    if (reset || !Files.exists(path)) {
      return RowWatch.start(predictor, alpha.orElse(RowWatch.ALPHA), SEED);
    }
    WatchState kept = read(path);
    if (alpha.isPresent() && alpha.get() != kept.alpha()) {
      throw new IllegalArgumentException(
          "alpha must be that of the stream, %s, got %s (or begin anew with --reset)"
              .formatted(kept.alpha(), alpha.get()));
    }
    return named(path, () -> RowWatch.resume(predictor, kept));
  }

  private static RowWatch named(Path path, java.util.function.Supplier<RowWatch> watch) {
    try {
      return watch.get();
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(path + ": " + e.getMessage(), e);
    }
  }

  private static WatchState read(Path path) {
    try {
      if (Files.size(path) > MOST) {
        throw new UnusableFileException(
            "%s must have at most %,d bytes, got %,d".formatted(path, MOST, Files.size(path)));
      }
      return WatchState.of(Files.readString(path));
    } catch (JsonProblem | IllegalArgumentException e) {
      throw new UnusableFileException(
          "%s must be a state of --watch, got one where %s".formatted(path, e.getMessage()), e);
    } catch (IOException e) {
      throw new UnusableFileException(path + " must be a readable file, got none", e);
    }
  }
}
