package io.diglm.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a fit keeps its checkpoints: that of its first network in a file, and those of further
 * members of an ensemble, and of the density of cells, beside it. What is trained to the end is
 * kept in place of its checkpoint.
 *
 * @param file that of the first network; none if nothing is kept
 * @param resume whether to go on from those that are there
 * @param interval the least time between two checkpoints
 */
record Checkpoints(Optional<Path> file, boolean resume, Duration interval) {
  /** Nothing is kept. */
  static final Checkpoints NONE = new Checkpoints(Optional.empty(), false, Duration.ofSeconds(10));

  /** Stands for the density of cells in place of a network. */
  static final int DENSITY = 0;

  /**
   * Returns the checkpoint of a network.
   *
   * @param member from 1 on, or {@link #DENSITY}
   * @param identity of the table, the configuration and the head
   */
  Optional<CheckpointFile> of(int member, String identity, FitListener listener) {
    return file.map(
        path ->
            new CheckpointFile(
                member == 1 ? path : beside(path, member),
                identity,
                interval.toMillis() / 1e3,
                listener::warning));
  }

  /**
   * Returns what to add to an error after training: where the training is. Empty if it is nowhere.
   */
  String kept() {
    return file.filter(Files::exists)
        .or(() -> file.map(path -> beside(path, DENSITY)).filter(Files::exists))
        .map(path -> "; training is kept in %s: run again with --resume".formatted(path))
        .orElse("");
  }

  private static Path beside(Path path, int member) {
    return path.resolveSibling(path.getFileName() + "." + member);
  }

  /** Deletes all checkpoints of a fit. */
  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
      Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
      String beside = String.valueOf(file.getFileName()) + ".";
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        for (Path other : all) {
          String name = String.valueOf(other.getFileName());
          if (name.startsWith(beside) && name.substring(beside.length()).matches("\\d+")) {
            Files.deleteIfExists(other);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " must be deletable, got " + e.getMessage(), e);
    }
  }
}
