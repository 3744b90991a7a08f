package io.diglm.data;

import io.diglm.schema.NearestName;
import io.diglm.schema.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An image set that can be read: a {@link Table} with images, a column {@code label} (text; missing
 * if unknown) and, if each image has a file or a name, a column {@code file}.
 *
 * <p>The formats are the following; those with {@code .gz} may also be gzipped:
 *
 * <ul>
 *   <li>IDX images (MNIST), {@code *-images-idx3-ubyte.gz}, labels beside them
 *   <li>CIFAR-10's binary batches, {@code *.bin.gz}; class names from {@code batches.meta.txt}
 *       beside them, names of the images from {@code sources.txt.gz}
 *   <li>SVHN's cropped digits, {@code *_32x32.mat}; their label 10 is the digit 0
 *   <li>NumPy's {@code .npz} of uint8 arrays: x or images, y or labels
 *   <li>a folder with a subfolder of PNG, JPEG, GIF or BMP files for each class
 *   <li>a folder of such files, or one such file, without labels
 *   <li>a folder with the published files of one of the first three formats, of which {@link #part}
 *       is read
 * </ul>
 *
 * <p>Wrong input throws an {@link IllegalArgumentException}, and a damaged file a {@link
 * io.diglm.model.UnusableFileException}. Both name the file.
 */
public final class ImageSource {
  /** Which files of a published set. */
  public enum Part {
    /** The files to train on. */
    TRAIN,
    /** The files to test on. */
    TEST
  }

  private final List<String> paths;
  private final Part part;

  private ImageSource(List<String> paths, Part part) {
    this.paths = List.copyOf(paths);
    this.part = part;
  }

  /**
   * {@return the images of one file or folder} Of a folder of published files, these are the
   * training images.
   *
   * @param path of a file or a folder
   */
  public static ImageSource of(String path) {
    return of(List.of(path));
  }

  /**
   * {@return the images of several files or folders, one after the other}
   *
   * @param paths of files or folders
   */
  public static ImageSource of(List<String> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("image sets must be at least one, got none");
    }
    return new ImageSource(paths, Part.TRAIN);
  }

  /**
   * {@return the same sets with another part of folders of published files}
   *
   * @param other training or test images
   */
  public ImageSource part(Part other) {
    return new ImageSource(paths, other);
  }

  /**
   * {@return whether these paths are image sets, not tables, by their names}
   *
   * @param paths of files or folders
   */
  public static boolean fits(List<String> paths) {
    return !paths.isEmpty() && paths.stream().allMatch(path -> fits(Path.of(path)));
  }

  private static boolean fits(Path path) {
    return Files.isDirectory(path)
        ? !ImageFolder.holdsTables(path)
        : ImageFormat.of(path).isPresent();
  }

  /** {@return what error messages call this source: its paths} */
  public String name() {
    return String.join(", ", paths);
  }

  /** {@return the files that it may read, including those beside an image set} */
  public List<Path> files() {
    return paths.stream()
        .map(Path::of)
        .filter(Files::exists)
        .flatMap(
            path ->
                Files.isDirectory(path)
                    ? ImageFolder.within(path)
                    : Stream.concat(Stream.of(path), ImageFormat.beside(path)))
        .toList();
  }

  /**
   * Reads all images into memory, with one byte per pixel and channel.
   *
   * @return a table with the images and a column {@code label}
   */
  public Table read() {
    return ImageTables.joined(name(), paths.stream().map(path -> read(Path.of(path))).toList());
  }

  private Table read(Path path) {
    requireReadable(path);
    return Files.isDirectory(path)
        ? ImageFolder.read(path, part)
        : ImageFormat.of(path)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "image file must be IDX, .bin, .mat, .npz, .png or .jpg, got " + path))
            .read(path);
  }

  private static void requireReadable(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "image set must exist, got %s%s".formatted(path, nearest(path)));
    }
    if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "image set must be a folder or a regular file, got %s (copy it into one)"
              .formatted(path));
    }
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException("image set must be readable, got " + path);
    }
  }

  private static String nearest(Path missing) {
    Path folder = Objects.requireNonNullElse(missing.getParent(), Path.of(""));
    String name = String.valueOf(missing.getFileName());
    if (!Files.isDirectory(folder.toAbsolutePath())) {
      return " (there is no folder " + folder + ")";
    }
    List<String> names = ImageFolder.list(folder).map(p -> "" + p.getFileName()).toList();
    return Stream.of(NearestName.of(name, names))
        .flatMap(found -> found.stream())
        .map(n -> "; did you mean " + missing.resolveSibling(n) + "?")
        .findFirst()
        .orElse("");
  }
}
