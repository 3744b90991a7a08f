package io.diglm.schema;

import java.util.Optional;

/**
 * How the pixels p of an image become the dimensions v of the network, and back. With w = (p + u) /
 * 256, u uniform on (0, 1) in training and 1/2 otherwise (Theis et al. 2016):
 *
 * <pre>
 *     v = w - 1/2,                                   log|dv/dp| = -log 256                 if margin is 0
 *     v = logit(a + (1 - 2 a) w), a the margin,      log|dv/dp| = log((1 - 2 a) / 256) - log t - log(1 - t)
 * </pre>
 *
 * <p>(the second with t = a + (1 - 2 a) w; Dinh et al. 2017). log p of an image is then its
 * log-probability, up to the noise, and its bits per dimension are -log p / (D log 2).
 *
 * @param shape the shape of every image
 * @param margin the margin a of the logit; 0 means that pixels are only centred
 */
public record Pixels(ImageShape shape, double margin) {
  private static final int LEVELS = 256;

  /** With at least this share of black and white pixels, images are drawings, not photographs. */
  private static final double DRAWN = 0.25;

  private static final double MARGIN_OF_DRAWINGS = 1e-6;

  /** Checks the margin. */
  public Pixels {
    if (!(margin >= 0 && margin < 0.5)) {
      throw new IllegalArgumentException("margin must be in [0, 0.5), got " + margin);
    }
  }

  /**
   * Returns the encoding that suits images: the logit if many pixels are black or white. Black and
   * white each fill 1/256 of the range. Once the logit has spread these ranges, a flow learns them
   * as fast as any other; without the logit, the flow would have to spread them by a factor of 256,
   * and hardly learns them.
   *
   * @param rows the rows that are examined
   */
  static Pixels suiting(Images images, int[] rows) {
    int size = images.shape().size();
    long extreme = 0;
    for (int row : rows) {
      for (int i = row * size; i < (row + 1) * size; i++) {
        extreme += images.pixels()[i] == 0 || images.pixels()[i] == -1 ? 1 : 0;
      }
    }
    boolean drawn = extreme >= DRAWN * rows.length * size;
    return new Pixels(images.shape(), drawn ? MARGIN_OF_DRAWINGS : 0);
  }

  /** Requires images of this shape and returns them. */
  Images of(Table table) {
    Optional<Images> images = table.images();
    if (images.isEmpty()) {
      throw new IllegalArgumentException(
          "images must be %s, got a table without images: %s".formatted(shape, table.source()));
    }
    if (!images.get().shape().equals(shape)) {
      throw new IllegalArgumentException(
          "images must be %s, got %s".formatted(shape, images.get().shape()));
    }
    return images.get();
  }

  /** Encodes the images of a block. If the noise draws, each is moved as training moves images. */
  void encode(Images images, Block block, Moves moves) {
    for (int i = 0; i < block.size(); i++) {
      int from = block.rows()[block.from() + i] * shape.size();
      byte[] pixels = images.pixels();
      if (moves.warp() > 0) {
        pixels = Warp.drawn(block.noise(), moves.warp()).of(pixels, from, shape);
        from = 0;
      }
      int down = block.noise().move(moves.shift());
      int right = block.noise().move(moves.shift());
      block.logDet()[i] += encode(pixels, from, down, right, block, i * shape.size());
    }
  }

  /** Pixels outside the image repeat the edge pixel. */
  private double encode(byte[] pixels, int from, int down, int right, Block block, int to) {
    double logDet = 0;
    int at = to;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < shape.height(); y++) {
        int row = channel * shape.height() + inside(y - down, shape.height());
        int start = from + row * shape.width();
        for (int x = 0; x < shape.width(); x++) {
          int pixel = pixels[start + inside(x - right, shape.width())] & 0xff;
          logDet += encode((pixel + block.noise().next()) / LEVELS, block.v(), at++);
        }
      }
    }
    return logDet - shape.size() * Math.log(LEVELS);
  }

  private static int inside(int at, int size) {
    return Math.max(0, Math.min(size - 1, at));
  }

  /** Writes v of w and returns log|dv/dw|. */
  private double encode(double w, float[] v, int at) {
    if (margin == 0) {
      v[at] = (float) (w - 0.5);
      return 0;
    }
    double t = margin + (1 - 2 * margin) * w;
    v[at] = (float) (Math.log(t) - Math.log1p(-t));
    return Math.log(1 - 2 * margin) - Math.log(t) - Math.log1p(-t);
  }

  /** Returns the images that v (N, D) encodes; v beyond black or white is clipped. */
  Images decode(float[] v, int rows) {
    byte[] pixels = new byte[rows * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      double level = Math.floor(LEVELS * share(v[i]));
      pixels[i] = (byte) Math.max(0, Math.min(LEVELS - 1, level));
    }
    return new Images(shape, pixels);
  }

  private double share(double v) {
    if (margin == 0) {
      return v + 0.5;
    }
    return (1 / (1 + Math.exp(-v)) - margin) / (1 - 2 * margin);
  }
}
