package io.diglm.data;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary version: records of one label byte, then 1024 red, 1024 green and 1024 blue
 * bytes, row by row. Two files may be beside it: {@code batches.meta.txt}, with the name of class k
 * in line k, and {@code sources.txt.gz}, with the name of image k in line k.
 */
final class CifarFile {
  private static final String WHAT = "CIFAR-10 file";
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int RECORD = 1 + SHAPE.size();

  private CifarFile() {}

  static Table read(Path path) {
    byte[] content = Unpacked.bytes(WHAT, path);
    if (content.length == 0 || content.length % RECORD != 0) {
      throw new UnusableFileException(
          "%s %s must hold records of %,d bytes, got %,d bytes"
              .formatted(WHAT, path, RECORD, content.length));
    }
    int count = content.length / RECORD;
    int[] labels = new int[count];
    byte[] pixels = new byte[ImageTables.bytes(WHAT + " " + path, SHAPE, count)];
    for (int i = 0; i < count; i++) {
      labels[i] = content[i * RECORD] & 0xff;
      System.arraycopy(content, i * RECORD + 1, pixels, i * SHAPE.size(), SHAPE.size());
    }
    Table table = labelled(path, new Images(SHAPE, pixels), labels);
    return sources(path)
        .map(lines -> ImageTables.named(table, requireOneEach(path, lines, count)))
        .orElse(table);
  }

  private static Table labelled(Path path, Images images, int[] labels) {
    Path names = path.resolveSibling("batches.meta.txt");
    if (!Files.isRegularFile(names)) {
      return ImageTables.numbered(path.toString(), images, labels);
    }
    List<String> classes = Unpacked.lines("class names", names);
    int highest = Arrays.stream(labels).max().orElse(0);
    if (highest >= classes.size()) {
      throw new IllegalArgumentException(
          "class names %s must name class %d of %s, got %d names"
              .formatted(names, highest, path, classes.size()));
    }
    return ImageTables.of(path.toString(), images, labels, classes);
  }

  private static Optional<List<String>> sources(Path path) {
    return Stream.of("sources.txt", "sources.txt.gz")
        .map(path::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst()
        .map(file -> Unpacked.lines("image names", file));
  }

  private static List<String> requireOneEach(Path path, List<String> lines, int count) {
    if (lines.size() != count) {
      throw new IllegalArgumentException(
          "image names must be one for each of the %,d images of %s, got %,d"
              .formatted(count, path, lines.size()));
    }
    return lines;
  }

  /** Returns the batch files of one part of a published set, in order. */
  static List<Path> part(List<Path> files, ImageSource.Part part) {
    String begin = part == ImageSource.Part.TRAIN ? "data_batch_\\d+" : "test_batch";
    List<Path> found = new ArrayList<>(files);
    found.removeIf(
        file ->
            !Objects.requireNonNull(file.getFileName())
                .toString()
                .matches(begin + "\\.bin(\\.gz)?"));
    return found;
  }
}
