package io.diglm.chart;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Draws images pixel by pixel, with a grey line between them. */
final class GridDrawing {
  private static final int GAP = 1;
  private static final int GREY = 0x8c8c8c;

  private GridDrawing() {}

  /** Returns the grid, each pixel {@code scale} x {@code scale}. */
  static BufferedImage of(ImageGrid grid, int scale) {
    ImageShape shape = grid.images().shape();
    int width = grid.columns() * (shape.width() + GAP) + GAP;
    int height = grid.rows() * (shape.height() + GAP) + GAP;
    int[] small = new int[width * height];
    Arrays.fill(small, GREY);
    for (int i = 0; i < grid.images().size(); i++) {
      int left = GAP + i % grid.columns() * (shape.width() + GAP);
      int top = GAP + i / grid.columns() * (shape.height() + GAP);
      draw(grid.images(), i, small, top * width + left, width);
    }
    return scaled(small, width, height, scale);
  }

  /** Returns one image unchanged. */
  static BufferedImage of(Images images, int index) {
    ImageShape shape = images.shape();
    int[] pixels = new int[shape.height() * shape.width()];
    draw(images, index, pixels, 0, shape.width());
    return scaled(pixels, shape.width(), shape.height(), 1);
  }

  private static void draw(Images images, int index, int[] to, int corner, int width) {
    ImageShape shape = images.shape();
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        to[corner + y * width + x] = rgb(images, index, y * shape.width() + x);
      }
    }
  }

  /** Draws three channels as red, green and blue; otherwise draws the first channel as grey. */
  private static int rgb(Images images, int index, int pixel) {
    ImageShape shape = images.shape();
    int plane = shape.height() * shape.width();
    int at = index * shape.size() + pixel;
    int step = shape.channels() == 3 ? plane : 0;
    int rgb = 0;
    for (int c = 0; c < 3; c++) {
      rgb = (rgb << 8) | (images.pixels()[at + c * step] & 0xff);
    }
    return rgb;
  }

  private static BufferedImage scaled(int[] small, int width, int height, int scale) {
    BufferedImage image =
        new BufferedImage(scale * width, scale * height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, small[y / scale * width + x / scale]);
      }
    }
    return image;
  }

  /** Returns how often each pixel is repeated so that an image is large enough. */
  static int scale(ImageShape shape) {
    return Math.max(1, Math.min(8, 64 / Math.max(shape.height(), shape.width())));
  }

  /** Returns the picture as a PNG in a data URL. */
  static String address(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
