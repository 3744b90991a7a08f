package io.diglm.report;

import io.diglm.schema.Images;

/**
 * Images in rows and columns: samples, interpolations, reconstructions.
 *
 * @param name of its file, such as {@code samples}, and its anchor
 * @param caption a sentence below the heading; title and caption are the picture's text for a
 *     reader who cannot see it
 * @param images at least one, by row
 * @param columns images a row
 */
public record ImageGrid(String name, String title, String caption, Images images, int columns) {

  public ImageGrid {
    if (columns < 1 || images.size() < 1) {
      throw new IllegalArgumentException(
          "grid must have an image and a column, got %d and %d".formatted(images.size(), columns));
    }
  }

  /** A grid that is about as wide as it is high. */
  public static ImageGrid square(String name, String title, String caption, Images images) {
    int columns = (int) Math.ceil(Math.sqrt(images.size()));
    return new ImageGrid(name, title, caption, images, Math.max(1, columns));
  }

  int rows() {
    return (images.size() + columns - 1) / columns;
  }
}
