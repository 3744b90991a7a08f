package io.diglm.config;

import io.diglm.gradient.Precision;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How images are learned.
 *
 * @param shift pixels by which training moves each image at most, anew in each epoch
 * @param precision of the networks inside couplings of images while training; none takes what the
 *     processor is fastest in; predictions are in single precision
 * @param memory what a training step keeps
 * @param warp how far an image is rotated, scaled and sheared (15 degrees, 15 % and .2 where it is
 *     1), for the consistency of images: the target, or a sure answer without one, is to hold for
 *     the warped image too; none takes 1 where rows lack a target and 0 otherwise
 */
public record ImageSettings(
    @Setting(
            value = "N",
            help =
                "Training shifts each image by at most this many pixels. Default: {default}; 2 "
                    + "for images.")
        int shift,
    @Setting(
            value = "NAME",
            help =
                "Precision of the networks of images while training: float32 or bfloat16. "
                    + "Default: the faster one on this machine.")
        Optional<Precision> precision,
    @Setting(
            value = "HOW",
            help =
                "standard, or reversible: the input of a block is recomputed from its output, so "
                    + "that memory does not grow with depth. Default: {default}.")
        Memory memory,
    @Setting(
            value = "SIZE",
            help =
                "How far --consistency-weight rotates, scales and shears images: 1 means 15 "
                    + "degrees, 15 % and .2. Default: 1 if rows lack a target, otherwise 0.",
            ofTarget = true)
        OptionalDouble warp) {

  /** The defaults. */
  public static final ImageSettings DEFAULTS =
      new ImageSettings(
          /* shift= */ 0,
          /* precision= */ Optional.empty(),
          Memory.STANDARD,
          OptionalDouble.empty());

  /** What a training step keeps of the forward pass for the backward pass. */
  public enum Memory {
    /** All activations: memory grows with the number of layers. */
    STANDARD,
    /** Only z: what a layer was given is computed again by inverting it (Gomez et al. 2017). */
    REVERSIBLE
  }

  /** Checks ranges. */
  public ImageSettings {
    Require.given("memory", memory);
    Require.that(shift >= 0 && shift <= 16, "shift", "be between 0 and 16", shift);
    warp.ifPresent(w -> Require.that(w >= 0 && w <= 4, "warp", "be between 0 and 4", w));
  }

  /** {@return what suits images} */
  public ImageSettings forImages() {
    return shift(2);
  }

  /** {@return the same for p(x) alone} */
  public ImageSettings withoutTarget() {
    return Changed.of(this, "warp", OptionalDouble.empty());
  }

  /**
   * {@return a copy with this {@code shift}}
   *
   * @param shift pixels by which training moves each image at most, anew in each epoch
   */
  public ImageSettings shift(int shift) {
    return Changed.of(this, "shift", shift);
  }

  /**
   * {@return a copy with this {@code precision}}
   *
   * @param precision of the networks of images in training
   */
  public ImageSettings precision(Precision precision) {
    return Changed.of(this, "precision", precision);
  }

  /**
   * {@return a copy with this {@code memory}}
   *
   * @param memory what a training step keeps
   */
  public ImageSettings memory(Memory memory) {
    return Changed.of(this, "memory", memory);
  }

  /**
   * {@return a copy with this {@code warp}}
   *
   * @param warp how far images are rotated, scaled and sheared; 1 means 15 degrees, 15 % and .2
   */
  public ImageSettings warp(double warp) {
    return Changed.of(this, "warp", warp);
  }
}
