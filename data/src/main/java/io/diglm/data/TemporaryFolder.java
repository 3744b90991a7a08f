package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A new folder that is deleted with its content when it is closed or when the JVM ends. */
final class TemporaryFolder implements AutoCloseable {
  private final Thread atExit = new Thread(this::delete, "diglm-temporary-folder");
  private Optional<Path> path = Optional.empty();
  private boolean ended;

  TemporaryFolder() {
    // Before there is a folder, which a JVM that ends in between would leave. It throws if the JVM
    // is already ending, while a thread goes on that nobody waits for.
    Runtime.getRuntime().addShutdownHook(atExit);
    create();
  }

  private synchronized void create() {
    if (ended) {
      throw new IllegalStateException("folder for temporary files must be made before Java ends");
    }
    try {
      path = Optional.of(Files.createTempDirectory("diglm"));
    } catch (IOException e) {
      forget();
      throw new UnusableFileException(
          "folder for temporary files must exist and be writable, got %s (choose another by -Djava.io.tmpdir)"
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  synchronized Path path() {
    return path.orElseThrow();
  }

  @Override
  public void close() {
    delete();
    forget();
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is already ending, and the hook finds nothing left to delete.
      return;
    }
  }

  private synchronized void delete() {
    ended = true;
    if (path.isEmpty()) {
      return;
    }
    try (Stream<Path> inside = Files.walk(path.get())) {
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
