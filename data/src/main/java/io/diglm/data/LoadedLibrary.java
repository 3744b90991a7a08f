package io.diglm.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * DuckDB's library, which its driver unpacks into the folder for temporary files (72 MB) and
 * deletes when the JVM ends. A killed JVM would leave it there, so it is deleted once it is loaded.
 * On Linux, a loaded library needs no file name.
 */
final class LoadedLibrary {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private static final long MOST_SECONDS = 10;

  private LoadedLibrary() {}

  /**
   * Makes a JVM that ends meanwhile, as by Ctrl-C or at a time limit, wait until the driver has
   * unpacked the library: before that, nothing would delete it.
   */
  static final class Loading implements AutoCloseable {
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::await, "diglm-library");

    Loading() {
      Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Deletes the file on the first call, on Linux only. */
    void forget() {
      Once.touch();
    }

    private void await() {
      try {
        if (!loaded.await(MOST_SECONDS, TimeUnit.SECONDS)) {
          return; // the file stays
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      loaded.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        return; // the JVM is already ending
      }
    }
  }

  private static final class Once {
    static {
      try {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", ".")).toRealPath();
        List<Path> loaded =
            (Files.isReadable(MAPS) ? Files.readAllLines(MAPS) : List.<String>of())
                .stream()
                    .filter(line -> line.contains("libduckdb_java") && line.contains("/"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .filter(path -> path.startsWith(temporary))
                    .distinct()
                    .toList();
        for (Path library : loaded) {
          Files.deleteIfExists(library);
        }
      } catch (IOException e) {
        // The JVM then deletes it when it ends.
      }
    }

    static void touch() {}
  }
}
