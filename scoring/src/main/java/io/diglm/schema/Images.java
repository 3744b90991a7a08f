package io.diglm.schema;

import java.util.Arrays;

/**
 * Images of one shape, with one byte of 0 to 255 per pixel and channel. The array is shared, not
 * copied. Nobody may write to it.
 *
 * @param shape the shape of each image
 * @param pixels (N, C, H, W) row-major, unsigned
 */
public record Images(ImageShape shape, byte[] pixels) {
  /** Checks that the pixels make complete images. */
  public Images {
    if (pixels.length % shape.size() != 0) {
      throw new IllegalArgumentException(
          "pixels must fill images of %s (%d each), got %d"
              .formatted(shape, shape.size(), pixels.length));
    }
  }

  /** {@return N} */
  public int size() {
    return pixels.length / shape.size();
  }

  /**
   * {@return images {@code from}, inclusive, to {@code to}, exclusive}
   *
   * @param from first image
   * @param to image after the last
   */
  public Images slice(int from, int to) {
    return new Images(shape, Arrays.copyOfRange(pixels, from * shape.size(), to * shape.size()));
  }

  /**
   * {@return these images, in this order}
   *
   * @param wanted indices, from 0
   */
  public Images take(int[] wanted) {
    byte[] taken = new byte[Math.multiplyExact(wanted.length, shape.size())];
    for (int i = 0; i < wanted.length; i++) {
      System.arraycopy(pixels, wanted[i] * shape.size(), taken, i * shape.size(), shape.size());
    }
    return new Images(shape, taken);
  }
}
