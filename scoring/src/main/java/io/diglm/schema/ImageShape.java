package io.diglm.schema;

/**
 * The shape of an image: C channels of H rows of W pixels.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param height H
 * @param width W
 */
public record ImageShape(int channels, int height, int width) {
  /** Checks that there is at least one pixel. */
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image shape must be at least 1 x 1 x 1, got %d x %d x %d"
              .formatted(channels, height, width));
    }
  }

  /** {@return D = C H W} */
  public int size() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  /** {@return how often both sides can be halved} */
  public int levels() {
    return Math.min(Integer.numberOfTrailingZeros(height), Integer.numberOfTrailingZeros(width));
  }

  @Override
  public String toString() {
    return "%d x %d x %d".formatted(channels, height, width);
  }
}
