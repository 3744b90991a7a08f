package io.diglm.flow;

import io.diglm.gradient.Precision;
import io.diglm.schema.ImageShape;
import java.util.Optional;

/**
 * What a flow maps.
 *
 * @param dimension D
 * @param image C, H and W with C H W = D if a row is an image; its numbers are in that order
 * @param precision of the networks inside the couplings, where a row is an image
 */
public record Event(int dimension, Optional<ImageShape> image, Precision precision) {
  /** Checks that the image has D numbers. */
  public Event {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be at least 1, got " + dimension);
    }
    if (image.isPresent() && image.get().size() != dimension) {
      throw new IllegalArgumentException(
          "image must have %d numbers, got %s".formatted(dimension, image.get()));
    }
  }

  /**
   * {@return the shape of a row}
   *
   * @param dimension D
   */
  public static Event row(int dimension) {
    return new Event(dimension, Optional.empty(), Precision.FLOAT32);
  }

  /**
   * {@return the shape of an image}
   *
   * @param shape channels, height and width
   * @param precision of the networks
   */
  public static Event image(ImageShape shape, Precision precision) {
    return new Event(shape.size(), Optional.of(shape), precision);
  }
}
