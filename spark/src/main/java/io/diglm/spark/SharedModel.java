package io.diglm.spark;

import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.Predictor;
import io.diglm.train.MadeHere;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The bytes of a model file, and the predictor that each JVM opens from them once. Spark sends the
 * bytes to each executor once, by a broadcast. The open predictor is not sent.
 */
final class SharedModel implements Serializable {
  private static final long serialVersionUID = 1;

  private final byte[] bytes;
  private final String source;
  private final DriverVersion version;
  private final MadeHere<Predictor> predictor = new MadeHere<>();

  private SharedModel(byte[] bytes, String source) {
    this.bytes = bytes;
    this.source = source;
    version = DriverVersion.of();
  }

  /**
   * Opens a model.
   *
   * @param source its name in error messages, such as its path
   * @throws UnusableFileException if it is no model file
   * @throws IllegalArgumentException if it is of images
   */
  static SharedModel of(byte[] bytes, String source) {
    SharedModel model = new SharedModel(bytes, source);
    model.predictor();
    return model;
  }

  /** Takes a model that was fitted here. */
  static SharedModel fitted(ModelFile model) {
    return of(bytes(model), "the fitted model");
  }

  /** A stage without a model, which refuses every call. */
  static SharedModel none() {
    return new SharedModel(new byte[0], "none");
  }

  /** Returns the bytes of the model file, which must not be changed. */
  byte[] bytes() {
    return bytes;
  }

  Manifest manifest() {
    return predictor().manifest();
  }

  /**
   * Returns the open model of this JVM.
   *
   * @throws IllegalStateException if the driver and this executor have different versions of diglm
   */
  Predictor predictor() {
    return predictor.by(this::open);
  }

  /** What is done with the path of a file. */
  private interface Use<T> {
    T of(Path file) throws IOException;
  }

  /** Models are written to and read from paths, so their bytes go through a temporary file. */
  private static <T> T throughFile(Use<T> use) throws IOException {
    Path file = Files.createTempFile("model", ".diglm");
    try {
      return use.of(file);
    } finally {
      file.toFile().delete();
    }
  }

  private static byte[] bytes(ModelFile model) {
    try {
      return throughFile(
          file -> {
            model.save(file);
            return Files.readAllBytes(file);
          });
    } catch (IOException e) {
      throw new UnusableFileException(
          "the folder for temporary files must take the fitted model, got " + e, e);
    }
  }

  private Predictor open() {
    version.requireHere();
    if (bytes.length == 0) {
      throw new IllegalStateException(
          "model must be fitted or loaded, got one of a constructor (DiglmModel.load)");
    }
    ModelFile model = read();
    if (model.manifest().schema().pixels().isPresent()) {
      throw new IllegalArgumentException(
          "model must be of rows of a table, got one of images in %s (score images with diglm predict)"
              .formatted(source));
    }
    return Predictor.open(model, source);
  }

  private ModelFile read() {
    try {
      return throughFile(file -> read(Files.write(file, bytes)));
    } catch (IOException e) {
      throw new UnusableFileException(
          "%s cannot be opened: the folder for temporary files must take it, got %s"
              .formatted(source, e),
          e);
    }
  }

  private ModelFile read(Path path) {
    try {
      return ModelFile.load(path);
    } catch (UnusableFileException e) {
      String told = Objects.requireNonNullElse(e.getMessage(), "");
      throw new UnusableFileException(told.replace(path.toString(), source), e);
    }
  }
}
