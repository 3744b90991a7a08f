package io.diglm.cli;

import io.diglm.data.ImageSource;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option for the part of a published image set. */
final class PartOption {
  @Option(
      names = "--part",
      paramLabel = "train|test",
      description =
          "Which files of a published image set to read from a folder. Default: train for fit, test"
              + " otherwise.")
  private Optional<ImageSource.Part> part = Optional.empty();

  ImageSource.Part or(ImageSource.Part usual) {
    return part.orElse(usual);
  }
}
