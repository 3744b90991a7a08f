package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Files that are yet to be written. */
final class OutputFiles {
  private OutputFiles() {}

  /** Fails now rather than after all the work if {@code target} cannot be created. */
  static void requireWritable(Path target) {
    Path folder = folder(target);
    if (Files.isDirectory(target)) {
      throw new IllegalArgumentException("output file must be a file, got folder " + target);
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "output folder must exist, got %s for output file %s".formatted(folder, target));
    }
    Path probe = unfinished(target);
    try {
      Files.createFile(probe);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "output folder must be writable, got %s for output file %s".formatted(folder, target), e);
    } finally {
      delete(probe);
    }
  }

  /** Returns a new path beside {@code target}, so that moving it there is atomic. */
  static Path unfinished(Path target) {
    return folder(target).resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UnusableFileException("unfinished file %s must be deletable".formatted(file), e);
    }
  }

  private static Path folder(Path target) {
    Path parent = target.getParent();
    return parent == null ? Path.of(".") : parent;
  }
}
