package io.diglm.novelty;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.util.zip.Deflater;

/** The length of an image in nats when it is compressed without loss (Serra et al. 2020). */
final class Complexity {
  private static final int HEADER = 6;

  private Complexity() {}

  /**
   * Returns the length in nats of an image compressed by deflate: its pixels, or their differences
   * by the Paeth filter of PNG.
   */
  static double nats(Images images, int index) {
    ImageShape shape = images.shape();
    byte[] pixels = new byte[shape.size()];
    System.arraycopy(images.pixels(), index * pixels.length, pixels, 0, pixels.length);
    int bytes = Math.min(deflated(pixels), deflated(differences(pixels, shape)));
    return 8 * Math.log(2) * (bytes - HEADER);
  }

  private static int deflated(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(content);
      deflater.finish();
      byte[] buffer = new byte[2 * content.length + 64];
      return deflater.deflate(buffer);
    } finally {
      deflater.end();
    }
  }

  private static byte[] differences(byte[] pixels, ImageShape shape) {
    byte[] result = new byte[pixels.length];
    int width = shape.width();
    for (int i = 0; i < pixels.length; i++) {
      boolean first = i % width == 0;
      boolean top = i / width % shape.height() == 0;
      int left = first ? 0 : pixels[i - 1] & 0xFF;
      int up = top ? 0 : pixels[i - width] & 0xFF;
      int corner = first || top ? 0 : pixels[i - width - 1] & 0xFF;
      result[i] = (byte) (pixels[i] - paeth(left, up, corner));
    }
    return result;
  }

  private static int paeth(int left, int up, int corner) {
    int estimate = left + up - corner;
    int byLeft = Math.abs(estimate - left);
    int byUp = Math.abs(estimate - up);
    int byCorner = Math.abs(estimate - corner);
    if (byLeft <= byUp && byLeft <= byCorner) {
      return left;
    }
    return byUp <= byCorner ? up : corner;
  }
}
