package io.diglm.model;

import io.diglm.schema.NearestName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The hint in the message about a model file that does not exist. */
final class MissingFile {
  private MissingFile() {}

  /** Returns a hint that names a file with a similar name, or an empty text if there is none. */
  static String hint(Path missing) {
    Path folder = WriteFailure.folder(missing);
    if (!Files.isDirectory(folder)) {
      return ": folder " + folder + " does not exist";
    }
    return nearest(folder, String.valueOf(missing.getFileName()))
        .map(name -> " (did you mean " + missing.resolveSibling(name) + "?)")
        .orElse("");
  }

  private static Optional<String> nearest(Path folder, String wanted) {
    try (DirectoryStream<Path> models = Files.newDirectoryStream(folder, "*.diglm")) {
      return NearestName.of(
          wanted,
          StreamSupport.stream(models.spliterator(), false)
              .map(model -> String.valueOf(model.getFileName()))
              .sorted()
              .toList());
    } catch (IOException e) {
      // The file is missing in any case. If the folder cannot be listed, only the hint is lost.
      return Optional.empty();
    }
  }
}
