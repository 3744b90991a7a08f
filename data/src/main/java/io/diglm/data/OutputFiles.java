package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/** Checks and paths for files that will be written. */
final class OutputFiles {
  private OutputFiles() {}

  /** Fails early, before all the work, if {@code target} cannot be created. */
  static void requireWritable(Path target) {
    Path folder = folder(target);
    if (Files.isDirectory(target)) {
      throw new IllegalArgumentException("output file must be a file, got folder " + target);
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new IllegalArgumentException(
          "output file must be a regular file, got %s (a device or pipe takes standard output)"
              .formatted(target));
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
    Path real = real(target);
    return folder(real).resolve("." + real.getFileName() + "." + UUID.randomUUID() + ".part");
  }

  /**
   * Moves a complete file to its target. A link stays a link, and permissions stay as they were.
   */
  static void replace(Path target, Path whole) throws IOException {
    Path real = real(target);
    if (Files.isRegularFile(real)
        && Files.getFileAttributeView(real, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(whole, Files.getPosixFilePermissions(real));
    }
    Files.move(whole, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path real(Path target) {
    try {
      return Files.exists(target) ? target.toRealPath() : target;
    } catch (IOException e) {
      return target; // an error is reported when the file is written
    }
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
