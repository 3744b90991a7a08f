package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The content of a file, decompressed if it is gzipped, whatever its name is. */
final class Unpacked {
  private static final int GZIP = 0x1f8b;

  private Unpacked() {}

  /** Returns all bytes of a file. If it cannot be read, the message begins with {@code what}. */
  static byte[] bytes(String what, Path file) {
    try (InputStream plain = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = unpacked(plain)) {
      return in.readAllBytes();
    } catch (EOFException | ZipException e) {
      throw new UnusableFileException(
          "%s %s must be whole, got a gzip stream that ends early or is damaged"
              .formatted(what, file),
          e);
    } catch (IOException e) {
      throw unreadable(what, file, e);
    }
  }

  /** Returns the lines of a text, without blank ones. */
  static List<String> lines(String what, Path file) {
    String text = new String(bytes(what, file), StandardCharsets.UTF_8);
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  static UnusableFileException unreadable(String what, Path file, IOException e) {
    return new UnusableFileException("%s %s must be readable, got %s".formatted(what, file, e), e);
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP ? new GZIPInputStream(in, 1 << 16) : in;
  }
}
