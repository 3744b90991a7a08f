package io.diglm.schema;

/**
 * A rotation, scaling and shear of an image about its middle. It maps each pixel of the result to
 * its origin: (x, y) -&gt; (xx x + xy y, yx x + yy y).
 */
record Warp(double xx, double xy, double yx, double yy) {
  private static final double ROTATION = Math.toRadians(15);
  private static final double LOG_SCALE = 0.15;
  private static final double SHEAR = 0.2;

  /** Draws a warp of at most this strength. Strength 1 means at most 15 degrees, 15 % and .2. */
  static Warp drawn(Noise noise, double strength) {
    double angle = noise.between(strength * ROTATION);
    double width = Math.exp(noise.between(strength * LOG_SCALE));
    double height = Math.exp(noise.between(strength * LOG_SCALE));
    double shear = noise.between(strength * SHEAR);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new Warp(
        width * cos, width * (shear * cos - sin), height * sin, height * (shear * sin + cos));
  }

  /**
   * Returns the image that begins at this pixel, warped. Pixels outside the image repeat the edge
   * pixel.
   */
  byte[] of(byte[] pixels, int from, ImageShape shape) {
    byte[] warped = new byte[shape.size()];
    int area = shape.height() * shape.width();
    double middleX = (shape.width() - 1) / 2.0;
    double middleY = (shape.height() - 1) / 2.0;
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        double right = inside(middleX + xx * (x - middleX) + xy * (y - middleY), shape.width());
        double down = inside(middleY + yx * (x - middleX) + yy * (y - middleY), shape.height());
        for (int channel = 0; channel < shape.channels(); channel++) {
          double level = level(pixels, from + channel * area, shape, right, down);
          warped[channel * area + y * shape.width() + x] = (byte) Math.round(level);
        }
      }
    }
    return warped;
  }

  private static double inside(double at, int size) {
    return Math.max(0, Math.min(size - 1, at));
  }

  /** Interpolates between four pixels. */
  private static double level(byte[] pixels, int from, ImageShape shape, double x, double y) {
    int left = (int) x;
    int top = (int) y;
    int right = Math.min(left + 1, shape.width() - 1);
    int bottom = Math.min(top + 1, shape.height() - 1);
    int upper = from + top * shape.width();
    int lower = from + bottom * shape.width();
    double above = mix(pixels[upper + left] & 0xff, pixels[upper + right] & 0xff, x - left);
    double below = mix(pixels[lower + left] & 0xff, pixels[lower + right] & 0xff, x - left);
    return mix(above, below, y - top);
  }

  private static double mix(double first, double second, double share) {
    return first + share * (second - first);
  }
}
