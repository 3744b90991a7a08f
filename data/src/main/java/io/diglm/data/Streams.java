package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/**
 * Tables that can be read only once: standard input and pipes. Their bytes are kept in a temporary
 * file until the process ends, because types are detected in a first pass over the rows.
 */
final class Streams {
  /** The path that means standard input. */
  static final String STANDARD_INPUT = "-";

  private static final int PEEKED = 4096;

  private final Map<String, String> shown = new ConcurrentHashMap<>();

  /**
   * Returns whether a path is standard input, a pipe, a device, or a file that the shell has opened
   * for us, whose name has no ending.
   */
  static boolean isStream(String path) {
    return path.equals(STANDARD_INPUT)
        || path.equals("/dev/stdin")
        || path.startsWith("/dev/fd/")
        || (Files.exists(Path.of(path))
            && !Files.isRegularFile(Path.of(path))
            && !Files.isDirectory(Path.of(path)));
  }

  /** Returns the name of a path in messages. */
  static String name(String path) {
    return path.equals(STANDARD_INPUT) ? "standard input" : path;
  }

  /** Copies the bytes to a file. Its format is the given one, or is detected from the bytes. */
  TableFile keep(String path, Optional<FileFormat> wanted) {
    TemporaryFolder folder = new TemporaryFolder();
    Path kept = folder.path().resolve("stream");
    try (InputStream in =
        path.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(path))) {
      Files.copy(in, kept);
      if (Files.size(kept) == 0) {
        throw new IllegalArgumentException(
            "table file must have at least one row, got empty " + name(path));
      }
      byte[] start = start(Files.newInputStream(kept));
      String compression = compression(start);
      FileFormat format =
          wanted.orElse(
              look(
                  compression.equals(".gz")
                      ? start(new GZIPInputStream(Files.newInputStream(kept)))
                      : start));
      Path file = folder.path().resolve("stream" + format.extension() + compression);
      Files.move(kept, file);
      shown.put(file.toString(), name(path));
      return new TableFile(file.toString(), name(path), format);
    } catch (IOException e) {
      throw new UnusableFileException(
          "%s must be readable, got %s".formatted(name(path), e.getMessage()), e);
    }
  }

  /** Returns a message in which the names that the user knows replace those of temporary files. */
  String told(String message) {
    String told = message;
    for (Map.Entry<String, String> file : shown.entrySet()) {
      told = told.replace(file.getKey(), file.getValue());
    }
    return told;
  }

  private static byte[] start(InputStream from) throws IOException {
    try (from) {
      return from.readNBytes(PEEKED);
    }
  }

  private static String compression(byte[] start) {
    if (begins(start, 0x1f, 0x8b)) {
      return ".gz";
    }
    return begins(start, 0x28, 0xb5, 0x2f, 0xfd) ? ".zst" : "";
  }

  private static FileFormat look(byte[] start) {
    if (begins(start, 'P', 'A', 'R', '1')) {
      return FileFormat.PARQUET;
    }
    for (byte b : start) {
      if (b == '{' || b == '[') {
        return FileFormat.JSON;
      }
      if (!Character.isWhitespace(b)) {
        break;
      }
    }
    return FileFormat.CSV;
  }

  private static boolean begins(byte[] start, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= start.length || (start[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
