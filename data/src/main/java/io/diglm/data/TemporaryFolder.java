package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new folder that is deleted with its content when it is closed or when the JVM ends. */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread atExit = new Thread(this::delete, "diglm-temporary-folder");

  TemporaryFolder() {
    try {
      path = Files.createTempDirectory("diglm");
    } catch (IOException e) {
      throw new UnusableFileException(
          "folder for temporary files must exist and be writable, got %s (choose another by -Djava.io.tmpdir)"
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
    try {
      Runtime.getRuntime().addShutdownHook(atExit);
    } catch (IllegalStateException e) {
      delete(); // the JVM is already ending, while a thread goes on that nobody waits for
      throw e;
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is already ending, and the hook finds nothing left to delete.
      return;
    }
  }

  private void delete() {
    try (Stream<Path> inside = Files.walk(path)) {
      List<Path> deepestFirst = inside.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Best effort: remaining files are in the system's folder for temporary files.
      return;
    }
  }
}
