package io.diglm.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.Table;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables and images with bytes changed, cut and doubled: each is read, or refused in one line.
 * {@code -Ddiglm.fuzz=N} tries N times as many.
 */
final class MutatedFilesTest {
  private static final int TIMES = Integer.getInteger("diglm.fuzz", 1);
  private static final String[] NASTY = {
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\u0000",
    "\uFEFF",
    "'",
    "=cmd|",
    "NaN",
    "-",
    "1e999",
    "-Infinity",
    "9223372036854775808",
    "2026-13-45",
    "{",
    "}",
    "[",
    "null",
    "\\u0000",
    "\ud83d\ude00",
    "true",
    "99999999999999999999999999999999999999999"
  };

  @TempDir private Path folder = Path.of("");

  private static byte[] mutated(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int edits = 1 + random.nextInt(3); edits > 0 && bytes.length > 8; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          int from = random.nextInt(bytes.length);
          int size = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, size);
        }
        default -> {
          byte[] nasty = NASTY[random.nextInt(NASTY.length)].getBytes(StandardCharsets.UTF_8);
          System.arraycopy(nasty, 0, bytes, at, Math.min(nasty.length, bytes.length - at));
        }
      }
    }
    return bytes;
  }

  private interface Reader {
    Table read(String file) throws IOException;
  }

  private void mutate(Path file, int rounds, Reader reader) throws IOException {
    byte[] good = Files.readAllBytes(file);
    String name = String.valueOf(file.getFileName()).replace("x.npy", "arrays.npz");
    int read = 0;
    SplittableRandom random = new SplittableRandom(6);
    for (int round = 0; round < rounds * TIMES; round++) {
      Files.write(file, mutated(good, random));
      try {
        Table table = reader.read(file.toString());
        assertTrue(table.rows() >= 0);
        read++;
      } catch (UnusableFileException | IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains(name), message);
      }
    }
    assertTrue(read < rounds * TIMES, "all were read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "tsv", "json", "parquet"})
  void mutatedTablesAreReadOrRefused(String extension) throws IOException {
    Path file = folder.resolve("t." + extension);
    String format = extension.equals("tsv") ? "csv, delimiter '\t'" : extension;
    TestFiles.sql(
        "COPY (SELECT i, i / 7.0 AS d, 'text ' || i %% 5 AS t, DATE '2026-01-01' + i::INT AS day, i %% 2 = 0 AS b FROM range(40) r(i)) TO '%s' (FORMAT %s)"
            .formatted(file, format));
    mutate(file, 40, path -> TableSource.of(path).read());
  }

  @Test
  void mutatedImageSetsAreReadOrRefused() throws IOException {
    Path idx = folder.resolve("t10k-images-idx3-ubyte");
    Files.write(idx, ImageSets.idxImages(6, 4, 5));
    mutate(idx, 300, path -> ImageSource.of(path).read());
    Path cifar = folder.resolve("test_batch.bin");
    Files.write(cifar, ImageSets.cifar(1, 2, 3));
    mutate(cifar, 100, path -> ImageSource.of(path).read());
  }

  @ParameterizedTest
  @ValueSource(strings = {"last.npz", "grey.npz", "train_32x32.mat"})
  void mutatedArraysAreReadOrRefused(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.copy(ImageSets.resource(name), file);
    mutate(file, 150, path -> ImageSource.of(path).read());
  }

  /** Arrays in a zip whose checksums are those of the mutated arrays. */
  @Test
  void mutatedArraysInAWholeZipAreReadOrRefused() throws IOException {
    Path arrays = folder.resolve("x.npy");
    Path file = folder.resolve("arrays.npz");
    try (ZipFile zip = new ZipFile(ImageSets.resource("grey.npz").toFile())) {
      Files.write(arrays, zip.getInputStream(zip.getEntry("x.npy")).readAllBytes());
    }
    mutate(
        arrays,
        300,
        path -> {
          zip(file, Files.readAllBytes(arrays));
          return ImageSource.of(file.toString()).read();
        });
  }

  private static void zip(Path file, byte[] x) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(x);
    }
  }

  @Test
  void mutatedPicturesAreReadOrRefused() throws IOException {
    for (String type : new String[] {"png", "jpg", "bmp", "gif"}) {
      Path pictures = Files.createDirectories(folder.resolve(type));
      Path one = pictures.resolve("a/1." + type);
      ImageSets.picture(one, 1, BufferedImage.TYPE_INT_RGB, 6, 5);
      ImageSets.picture(pictures.resolve("b/2." + type), 2, BufferedImage.TYPE_INT_RGB, 6, 5);
      mutate(one, 150, path -> ImageSource.of(pictures.toString()).read());
    }
  }
}
