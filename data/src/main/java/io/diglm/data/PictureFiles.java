package io.diglm.data;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** PNG, JPEG, GIF and BMP files of one shape, which the first file sets. */
final class PictureFiles {
  private final List<Path> files;
  private final byte[] pixels;
  private final ImageShape shape;

  private PictureFiles(List<Path> files) {
    this.files = files;
    Pixels first = Pixels.of(files.get(0));
    shape = first.shape();
    pixels = new byte[ImageTables.bytes("folder of " + files.get(0), shape, files.size())];
    add(0, first);
    for (int i = 1; i < files.size(); i++) {
      add(i, Pixels.of(files.get(i)));
    }
  }

  private void add(int i, Pixels image) {
    if (!image.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "image %s must be %s as %s is, got %s"
              .formatted(files.get(i), words(shape), files.get(0), words(image.shape())));
    }
    System.arraycopy(image.bytes(), 0, pixels, i * shape.size(), shape.size());
  }

  private static String words(ImageShape shape) {
    return "%s and %d x %d"
        .formatted(shape.channels() == 1 ? "grey" : "colour", shape.width(), shape.height());
  }

  /** Reads one picture, without a label. */
  static Table read(Path file) {
    return unlabelled(file, List.of(file));
  }

  /**
   * Reads pictures in the given order, without labels, named by their path relative to a folder.
   */
  static Table unlabelled(Path folder, List<Path> files) {
    Images images = images(files);
    List<String> names = files.stream().map(file -> name(folder, file)).toList();
    return ImageTables.named(ImageTables.unlabelled(folder.toString(), images), names);
  }

  /** Reads pictures in the given order. */
  static Images images(List<Path> files) {
    PictureFiles read = new PictureFiles(files);
    return new Images(read.shape, read.pixels);
  }

  /** Returns the name of a file, or its path relative to the folder. */
  static String name(Path folder, Path file) {
    Path way = file.equals(folder) ? file : folder.relativize(file);
    String name = Optional.ofNullable(way.getFileName()).map(Path::toString).orElse("");
    return file.equals(folder) ? name : way.toString().replace('\\', '/');
  }
}
