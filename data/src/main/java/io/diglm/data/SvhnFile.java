package io.diglm.data;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;

/**
 * SVHN's cropped digits (Netzer et al. 2011): X (H, W, 3, N) of uint8 and y (N, 1), of which 10 is
 * the digit 0, as MATLAB v5 keeps them, first index fastest.
 */
final class SvhnFile {
  private static final String WHAT = "MATLAB file";
  private static final int TEN = 10;

  private SvhnFile() {}

  static Table read(Path path) {
    try (MatFile file = Mat5.readFromFile(path.toFile())) {
      Matrix x = matrix(path, file, "X");
      Matrix y = matrix(path, file, "y");
      Images images = images(path, x);
      return ImageTables.numbered(path.toString(), images, labels(path, y, images.size()));
    } catch (IOException | RuntimeException e) {
      throw refused(path, e);
    }
  }

  /** A reader that trusts the file fails in whatever way the damage leads to. */
  private static RuntimeException refused(Path path, Exception e) {
    if (e instanceof RuntimeException own && String.valueOf(e.getMessage()).startsWith(WHAT)) {
      return own;
    }
    return new UnusableFileException(
        "%s %s must be whole and of version 5, got one that is damaged or of another"
            .formatted(WHAT, path),
        e);
  }

  private static Matrix matrix(Path path, MatFile file, String name) {
    List<String> names = new ArrayList<>();
    file.getEntries().forEach(entry -> names.add(entry.getName()));
    if (!names.contains(name) || !(file.getArray(name) instanceof Matrix matrix)) {
      throw new IllegalArgumentException(
          "%s %s must hold the numbers X (32, 32, 3, N) and y (N), got %s"
              .formatted(WHAT, path, String.join(", ", names)));
    }
    return matrix;
  }

  private static Images images(Path path, Matrix x) {
    int[] sizes = x.getDimensions();
    boolean one = sizes.length == 3; // MATLAB drops a last dimension of size one
    if ((sizes.length != 4 && !one) || sizes[2] != 3) {
      throw new IllegalArgumentException(
          "%s %s must hold X of sizes (H, W, 3, N), got %s"
              .formatted(WHAT, path, Arrays.toString(sizes)));
    }
    ImageShape shape = new ImageShape(sizes[2], sizes[0], sizes[1]);
    int count = one ? 1 : sizes[3];
    byte[] pixels = new byte[ImageTables.bytes(WHAT + " " + path, shape, count)];
    int at = 0;
    for (int image = 0; image < count; image++) {
      for (int c = 0; c < shape.channels(); c++) {
        int plane = (image * shape.channels() + c) * shape.height() * shape.width();
        for (int column = 0; column < shape.width(); column++) {
          for (int row = 0; row < shape.height(); row++) {
            pixels[plane + row * shape.width() + column] = x.getByte(at++);
          }
        }
      }
    }
    return new Images(shape, pixels);
  }

  private static int[] labels(Path path, Matrix y, int images) {
    if (y.getNumElements() != images) {
      throw new IllegalArgumentException(
          "%s %s must hold a label y for each of its %,d images, got %,d"
              .formatted(WHAT, path, images, y.getNumElements()));
    }
    int[] labels = new int[images];
    Arrays.setAll(labels, i -> y.getInt(i) == TEN ? 0 : y.getInt(i));
    return labels;
  }

  /** Returns the file of one part of the published set. */
  static Optional<Path> part(List<Path> files, ImageSource.Part part) {
    String name = part == ImageSource.Part.TRAIN ? "train_32x32.mat" : "test_32x32.mat";
    return files.stream()
        .filter(file -> Objects.requireNonNull(file.getFileName()).toString().equals(name))
        .findFirst();
  }
}
