package io.diglm.data;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** Image sets to read: pixel (i, c, y, x) is i + 2 c + 3 y + 5 x. */
final class ImageSets {
  private ImageSets() {}

  static int pixel(int i, int c, int y, int x) {
    return (i + 2 * c + 3 * y + 5 * x) & 0xff;
  }

  static byte[] pixels(int images, ImageShape shape) {
    ByteBuffer pixels = ByteBuffer.allocate(images * shape.size());
    for (int i = 0; i < images; i++) {
      for (int c = 0; c < shape.channels(); c++) {
        for (int y = 0; y < shape.height(); y++) {
          for (int x = 0; x < shape.width(); x++) {
            pixels.put((byte) pixel(i, c, y, x));
          }
        }
      }
    }
    return pixels.array();
  }

  static Images images(Table table) {
    return table.images().orElseThrow();
  }

  static byte[] idxImages(int images, int height, int width) {
    byte[] pixels = pixels(images, new ImageShape(1, height, width));
    return ByteBuffer.allocate(16 + pixels.length)
        .putInt(0x0803)
        .putInt(images)
        .putInt(height)
        .putInt(width)
        .put(pixels)
        .array();
  }

  static byte[] idxLabels(int... labels) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x0801).putInt(labels.length);
    for (int label : labels) {
      bytes.put((byte) label);
    }
    return bytes.array();
  }

  static byte[] cifar(int... labels) {
    ImageShape shape = new ImageShape(3, 32, 32);
    byte[] pixels = pixels(labels.length, shape);
    ByteBuffer bytes = ByteBuffer.allocate(labels.length * (1 + shape.size()));
    for (int i = 0; i < labels.length; i++) {
      bytes.put((byte) labels[i]).put(pixels, i * shape.size(), shape.size());
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes image i of a shape, making its folder. */
  static Path picture(Path file, int i, int type, int width, int height) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < image.getRaster().getNumBands(); c++) {
          image.getRaster().setSample(x, y, c, c == 3 ? 255 : pixel(i, c, y, x));
        }
      }
    }
    String name = file.toString();
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    return file;
  }

  /** Returns a file that {@code image_sets.py} made. */
  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(ImageSets.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
