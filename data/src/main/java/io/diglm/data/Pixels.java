package io.diglm.data;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.ImageShape;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * One picture, decoded.
 *
 * @param bytes (C, H, W)
 */
record Pixels(ImageShape shape, byte[] bytes) {
  private static final int OPAQUE = 0xff;

  static Pixels of(Path file) {
    BufferedImage image = decoded(file);
    requireOpaque(file, image);
    return grey(image.getColorModel()) ? grey(image) : colour(image);
  }

  private static BufferedImage decoded(Path file) {
    @Nullable BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new UnusableFileException(
          "image %s must be whole, got %s".formatted(file, reason(e)), e);
    }
    if (image == null) {
      throw new UnusableFileException(
          "image %s must be PNG, JPEG, GIF or BMP, got another content".formatted(file));
    }
    return image;
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static void requireOpaque(Path file, BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return;
    }
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) >>> 24 != OPAQUE) {
          throw new IllegalArgumentException(
              "image %s must be opaque, got a transparent pixel at %d, %d".formatted(file, x, y));
        }
      }
    }
  }

  private static boolean grey(ColorModel model) {
    if (model instanceof IndexColorModel palette) {
      return IntStream.range(0, palette.getMapSize())
          .map(palette::getRGB)
          .allMatch(rgb -> (rgb >> 16 & 0xff) == (rgb & 0xff) && (rgb >> 8 & 0xff) == (rgb & 0xff));
    }
    return model.getNumColorComponents() == 1;
  }

  /** The raw samples are used, because Java treats grey as linear light and would brighten it. */
  private static Pixels grey(BufferedImage image) {
    ImageShape shape = new ImageShape(1, image.getHeight(), image.getWidth());
    byte[] bytes = new byte[shape.size()];
    ColorModel model = image.getColorModel();
    int drop = Math.max(0, model.getComponentSize(0) - 8);
    for (int i = 0; i < bytes.length; i++) {
      int sample = image.getRaster().getSample(i % shape.width(), i / shape.width(), 0);
      int level =
          model instanceof IndexColorModel palette ? palette.getRed(sample) : sample >> drop;
      bytes[i] = (byte) level;
    }
    return new Pixels(shape, bytes);
  }

  private static Pixels colour(BufferedImage image) {
    ImageShape shape = new ImageShape(3, image.getHeight(), image.getWidth());
    int plane = shape.height() * shape.width();
    byte[] bytes = new byte[shape.size()];
    for (int i = 0; i < plane; i++) {
      int rgb = image.getRGB(i % shape.width(), i / shape.width());
      bytes[i] = (byte) (rgb >> 16);
      bytes[plane + i] = (byte) (rgb >> 8);
      bytes[2 * plane + i] = (byte) rgb;
    }
    return new Pixels(shape, bytes);
  }
}
