package io.diglm.cli;

import io.diglm.config.ImageSettings;
import io.diglm.gradient.Precision;
import io.diglm.train.FitConfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to train on images. */
final class ImageOptions {
  @Option(
      names = "--outside",
      paramLabel = "IMAGES",
      description = "Images of another kind, for the report: are they told apart?")
  private Optional<Path> outside = Optional.empty();

  @Option(
      names = "--shift",
      paramLabel = "N",
      description =
          "Pixels by which training moves each image at most. Default: ${DEFAULT-VALUE}; 2 for"
              + " images.")
  private int shift;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "In what the networks of images compute while training: float32 or bfloat16. Default: the"
              + " faster on this machine.")
  private Optional<Precision> precision = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "HOW",
      description =
          "standard, or reversible: a block's input is computed again from its output, so that memory"
              + " does not grow with depth. Default: ${DEFAULT-VALUE}.")
  private ImageSettings.Memory memory = ImageSettings.Memory.STANDARD;

  @Option(
      names = "--warp",
      paramLabel = "SIZE",
      description =
          "How far images are rotated, scaled and sheared for that: 15 degrees, 15 %% and .2 at 1."
              + " Default: 1 where rows lack a target, else 0.")
  private Optional<Double> warp = Optional.empty();

  Optional<Path> outside() {
    return outside;
  }

  FitConfig configure(FitConfig config) {
    return config
        .images(i -> i.shift(shift).memory(memory))
        .images(i -> precision.map(i::precision).orElse(i))
        .images(i -> warp.map(i::warp).orElse(i));
  }
}
