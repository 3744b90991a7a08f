package io.diglm.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What to do with images, beside what are settings. */
final class ImageOptions {
  @Option(
      names = "--outside",
      paramLabel = "IMAGES",
      description = "Images of another kind. The report shows how well the model tells them apart.")
  private Optional<Path> outside = Optional.empty();

  Optional<Path> outside() {
    return outside;
  }
}
