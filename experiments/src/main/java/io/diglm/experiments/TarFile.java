package io.diglm.experiments;

import io.diglm.model.AtomicFile;
import io.diglm.model.UnusableFileException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A gzipped tar archive: blocks of 512 bytes, a header with name and octal size before a file. */
record TarFile(Path path) {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE = 124;
  private static final int SIZE_LENGTH = 12;

  /** Unpacks the files with this ending into one folder, without subfolders. */
  void unpack(String ending, Path folder) {
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(path)), 1 << 16)) {
      for (byte[] header = in.readNBytes(BLOCK);
          header.length == BLOCK && header[0] != 0;
          header = in.readNBytes(BLOCK)) {
        String name = text(header, 0, NAME);
        long size = Long.parseLong(text(header, SIZE, SIZE_LENGTH).strip(), 8);
        if (name.endsWith(ending)) {
          Path file = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
          AtomicFile.write(file, out -> out.write(exactly(in, size)));
          in.skipNBytes(-size & (BLOCK - 1));
        } else {
          in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
        }
      }
    } catch (IOException | NumberFormatException e) {
      throw new UnusableFileException(
          "archive %s must be a whole .tar.gz, got %s".formatted(path, e), e);
    }
  }

  private static byte[] exactly(InputStream in, long size) throws IOException {
    byte[] content = in.readNBytes(Math.toIntExact(size));
    if (content.length < size) {
      throw new EOFException("an early end");
    }
    return content;
  }

  private static String text(byte[] header, int from, int length) {
    String text = new String(header, from, length, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}
