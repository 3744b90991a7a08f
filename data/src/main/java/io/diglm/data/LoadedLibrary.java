package io.diglm.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * DuckDB's library, which its driver unpacks into the folder for temporary files (72 MB) and
 * deletes when the JVM ends. A killed JVM would leave it there, so it is deleted once it is loaded.
 * On Linux, a loaded library needs no file name.
 */
final class LoadedLibrary {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private LoadedLibrary() {}

  /** Deletes the file on the first call, on Linux only. */
  static void forget() {
    Once.touch();
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
