package io.diglm.data;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * IDX, the format of MNIST: two zero bytes, the type (8 for unsigned bytes), the number of sizes,
 * each size as a big-endian int, then the bytes. Images are (N, H, W) or (N, H, W, C), labels (N).
 */
record IdxFile(Path path, int[] sizes, byte[] content, int offset) {
  private static final String WHAT = "IDX file";
  private static final int BYTES = 0x0800;

  /** Reads images, and their labels if a file of labels is beside them. */
  static Table read(Path path) {
    if (name(path).contains("labels")) {
      throw new IllegalArgumentException(
          "image file must hold images, got labels %s (give %s, they are found beside it)"
              .formatted(path, name(path).replace("labels", "images").replace("idx1", "idx3")));
    }
    IdxFile file = of(path, 3, 4);
    Images images = file.images();
    return labels(path)
        .map(beside -> labelled(path, images, of(beside, 1, 1)))
        .orElseGet(() -> ImageTables.unlabelled(path.toString(), images));
  }

  private static Table labelled(Path path, Images images, IdxFile labels) {
    if (labels.sizes[0] != images.size()) {
      throw new IllegalArgumentException(
          "%s %s must hold a label for each of the %,d images of %s, got %,d"
              .formatted(WHAT, labels.path, images.size(), path, labels.sizes[0]));
    }
    int[] numbers = new int[images.size()];
    Arrays.setAll(numbers, i -> labels.content[labels.offset + i] & 0xff);
    return ImageTables.numbered(path.toString(), images, numbers);
  }

  /**
   * Returns the file of the labels of these images, compressed or not, with a dash or a dot in its
   * name.
   */
  static Optional<Path> labels(Path path) {
    String name = name(path).replace("images", "labels").replaceFirst("idx[34]", "idx1");
    String bare = name.replaceFirst("\\.gz$", "");
    return Stream.of(name, bare, bare + ".gz")
        .filter(other -> !other.equals(name(path)))
        .map(path::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static IdxFile of(Path path, int fewest, int most) {
    byte[] content = Unpacked.bytes(WHAT, path);
    ByteBuffer in = ByteBuffer.wrap(content);
    int magic = content.length < 4 ? 0 : in.getInt();
    int rank = magic & 0xff;
    if ((magic & ~0xff) != BYTES || rank < fewest || rank > most) {
      throw new UnusableFileException(
          "%s %s must begin with %s, got 0x%08x"
              .formatted(WHAT, path, most == 1 ? "0x00000801" : "0x00000803", magic));
    }
    int[] sizes = new int[rank];
    long bytes = 1;
    for (int i = 0; i < rank; i++) {
      sizes[i] = in.remaining() < 4 ? -1 : in.getInt();
      if (sizes[i] < 1) {
        throw new UnusableFileException(
            "%s %s must have positive sizes, got %d".formatted(WHAT, path, sizes[i]));
      }
      bytes = Math.min(Integer.MAX_VALUE, bytes * sizes[i]); // more than any file that can be read
    }
    if (in.remaining() != bytes) {
      throw new UnusableFileException(
          "%s %s must hold %,d bytes after its sizes %s, got %,d"
              .formatted(WHAT, path, bytes, Arrays.toString(sizes), in.remaining()));
    }
    return new IdxFile(path, sizes, content, in.position());
  }

  private Images images() {
    int channels = sizes.length == 4 ? sizes[3] : 1;
    ImageShape shape = new ImageShape(channels, sizes[1], sizes[2]);
    byte[] pixels = Arrays.copyOfRange(content, offset, content.length);
    return new Images(shape, Planes.first(pixels, shape));
  }

  /** Returns the image file of one part of a published set. */
  static Optional<Path> part(List<Path> files, ImageSource.Part part) {
    String begin = part == ImageSource.Part.TRAIN ? "train" : "t10k|test";
    return files.stream()
        .filter(file -> name(file).matches("(%s).*images.*idx3-ubyte(\\.gz)?".formatted(begin)))
        .findFirst();
  }

  private static String name(Path path) {
    return Objects.requireNonNull(path.getFileName()).toString();
  }
}
