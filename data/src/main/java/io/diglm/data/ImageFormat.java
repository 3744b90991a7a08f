package io.diglm.data;

import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The formats of single image files. The name of the file tells its format. */
enum ImageFormat {
  /** The format of MNIST: {@code train-images-idx3-ubyte}, {@code train-images.idx3-ubyte}. */
  IDX(".*idx[1-4]-ubyte(\\.gz)?"),
  /** CIFAR-10's binary version. */
  CIFAR(".*\\.bin(\\.gz)?"),
  /** SVHN's cropped digits, MATLAB v5. */
  MATLAB(".*\\.mat"),
  /** NumPy's arrays in a zip. */
  NPZ(".*\\.npz"),
  /** One picture. */
  PICTURE(".*\\.(png|jpe?g|gif|bmp)");

  private final Pattern name;

  ImageFormat(String name) {
    this.name = Pattern.compile(name, Pattern.CASE_INSENSITIVE);
  }

  /** Returns the format of a file of this name. */
  static Optional<ImageFormat> of(Path file) {
    String name = String.valueOf(file.getFileName());
    return Arrays.stream(values()).filter(f -> f.name.matcher(name).matches()).findFirst();
  }

  /**
   * Returns the files that may be read beside an image file: its labels, and the names of the
   * classes.
   */
  static Stream<Path> beside(Path file) {
    return switch (of(file).orElse(PICTURE)) {
      case IDX -> IdxFile.labels(file).stream();
      case CIFAR ->
          Stream.of("batches.meta.txt", "sources.txt", "sources.txt.gz").map(file::resolveSibling);
      case MATLAB, NPZ, PICTURE -> Stream.of();
    };
  }

  Table read(Path file) {
    return switch (this) {
      case IDX -> IdxFile.read(file);
      case CIFAR -> CifarFile.read(file);
      case MATLAB -> SvhnFile.read(file);
      case NPZ -> NpzFile.read(file);
      case PICTURE -> PictureFiles.read(file);
    };
  }
}
