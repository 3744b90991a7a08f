package io.diglm.cli;

import io.diglm.config.ImageSettings;
import io.diglm.flow.Precision;
import io.diglm.train.FitConfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for training on images. */
final class ImageOptions {
  @Option(
      names = "--outside",
      paramLabel = "IMAGES",
      description = "Images of another kind. The report shows how well the model tells them apart.")
  private Optional<Path> outside = Optional.empty();

  @Option(
      names = "--shift",
      paramLabel = "N",
      description =
          "Training shifts each image by at most this many pixels. Default: ${DEFAULT-VALUE}; 2 for"
              + " images.")
  private int shift;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "Precision of the networks of images while training: float32 or bfloat16. Default: the"
              + " faster one on this machine.")
  private Optional<Precision> precision = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "HOW",
      description =
          "standard, or reversible: the input of a block is recomputed from its output, so that"
              + " memory does not grow with depth. Default: ${DEFAULT-VALUE}.")
  private ImageSettings.Memory memory = ImageSettings.Memory.STANDARD;

  @Option(
      names = "--warp",
      paramLabel = "SIZE",
      description =
          "How far --consistency-weight rotates, scales and shears images: 1 means 15 degrees, 15"
              + " %% and .2. Default: 1 if rows lack a target, otherwise 0.")
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
