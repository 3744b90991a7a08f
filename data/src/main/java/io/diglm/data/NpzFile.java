package io.diglm.data;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * NumPy's .npz: a zip of arrays. The images are uint8, (N, H, W), (N, H, W, C) or (N, C, H, W), the
 * labels whole numbers (N).
 */
final class NpzFile {
  private static final String WHAT = "npz file";
  private static final List<String> IMAGES = List.of("x", "X", "images", "x_train", "train_images");
  private static final List<String> LABELS = List.of("y", "labels", "y_train", "train_labels");

  private NpzFile() {}

  static Table read(Path path) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      NpyArray x =
          array(path, zip, IMAGES)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s %s must hold an array x or images, got %s"
                              .formatted(WHAT, path, names(zip))));
      Images images = images(path, x);
      Optional<NpyArray> y = array(path, zip, LABELS);
      return y.isEmpty()
          ? ImageTables.unlabelled(path.toString(), images)
          : ImageTables.numbered(path.toString(), images, labels(path, y.get(), images.size()));
    } catch (IOException e) {
      throw new UnusableFileException(
          "%s %s must be a whole zip of arrays, got a damaged one".formatted(WHAT, path), e);
    }
  }

  private static Optional<NpyArray> array(Path path, ZipFile zip, List<String> names)
      throws IOException {
    for (String name : names) {
      ZipEntry entry = zip.getEntry(name + ".npy");
      if (entry != null) {
        try (InputStream in = zip.getInputStream(entry)) {
          return Optional.of(
              NpyArray.of("array %s of %s %s".formatted(name, WHAT, path), in).inRows());
        }
      }
    }
    return Optional.empty();
  }

  private static String names(ZipFile zip) {
    return zip.stream()
        .map(entry -> entry.getName().replaceFirst("\\.npy$", ""))
        .collect(Collectors.joining(", "));
  }

  private static Images images(Path path, NpyArray x) {
    int[] sizes = x.sizes();
    boolean shaped = sizes.length == 3 || sizes.length == 4;
    if (!shaped || !x.type().equals("|u1")) {
      throw new IllegalArgumentException(
          "images of %s %s must be uint8 of sizes (N, H, W), (N, H, W, C) or (N, C, H, W), got %s of %s"
              .formatted(WHAT, path, x.type(), Arrays.toString(sizes)));
    }
    if (sizes.length == 3) {
      return new Images(new ImageShape(1, sizes[1], sizes[2]), x.bytes());
    }
    boolean last = sizes[3] <= 4 || sizes[1] > 4;
    ImageShape shape =
        last
            ? new ImageShape(sizes[3], sizes[1], sizes[2])
            : new ImageShape(sizes[1], sizes[2], sizes[3]);
    return new Images(shape, last ? Planes.first(x.bytes(), shape) : x.bytes());
  }

  private static long[] labels(Path path, NpyArray y, int images) {
    if (y.count() != images) {
      throw new IllegalArgumentException(
          "labels of %s %s must be one for each of its %,d images, got %,d"
              .formatted(WHAT, path, images, y.count()));
    }
    long[] labels = new long[images];
    Arrays.setAll(labels, y::whole);
    return labels;
  }
}
