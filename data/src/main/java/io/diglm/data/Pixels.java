package io.diglm.data;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.ImageShape;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One picture, decoded.
 *
 * @param bytes (C, H, W)
 */
record Pixels(ImageShape shape, byte[] bytes) {
  private static final int OPAQUE = 0xff;

  /** Pixels of a picture: 4,096 x 4,096. */
  private static final int MOST = 1 << 24;

  static Pixels of(Path file) {
    BufferedImage image = decoded(file);
    requireOpaque(file, image);
    return grey(image.getColorModel()) ? grey(image) : colour(image);
  }

  private static BufferedImage decoded(Path file) {
    try (ImageInputStream in = opened(file)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new UnusableFileException(
            "image %s must be PNG, JPEG, GIF or BMP, got another content".formatted(file));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, /* seekForwardOnly= */ true, /* ignoreMetadata= */ true);
        requireSize(file, reader.getWidth(0), reader.getHeight(0));
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new UnusableFileException(
          "image %s must be whole, got %s".formatted(file, reason(e)), e);
    }
  }

  private static ImageInputStream opened(Path file) throws IOException {
    @Nullable ImageInputStream in = ImageIO.createImageInputStream(file.toFile());
    if (in == null) {
      throw new IOException("a file that cannot be read");
    }
    return in;
  }

  /** Before it is decoded: a file of 36 bytes may claim to be a picture of 250 million pixels. */
  private static void requireSize(Path file, int width, int height) {
    if ((long) width * height > MOST) {
      throw new UnusableFileException(
          "image %s must have at most %,d pixels, got %,d x %,d"
              .formatted(file, MOST, width, height));
    }
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
