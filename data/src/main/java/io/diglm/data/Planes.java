package io.diglm.data;

import io.diglm.schema.ImageShape;

/** Converts images from interleaved channels to one plane per channel. */
final class Planes {
  private Planes() {}

  /** Returns (N, C, H, W) of (N, H, W, C). */
  static byte[] first(byte[] pixels, ImageShape shape) {
    int channels = shape.channels();
    if (channels == 1) {
      return pixels;
    }
    int plane = shape.height() * shape.width();
    byte[] planes = new byte[pixels.length];
    for (int image = 0; image < pixels.length; image += shape.size()) {
      for (int p = 0; p < plane; p++) {
        for (int c = 0; c < channels; c++) {
          planes[image + c * plane + p] = pixels[image + p * channels + c];
        }
      }
    }
    return planes;
  }
}
