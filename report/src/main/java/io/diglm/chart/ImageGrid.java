package io.diglm.chart;

import io.diglm.schema.Images;

/**
 * Images in rows and columns: samples, interpolations, reconstructions.
 *
 * @param name the name of its file and anchor, such as {@code samples}
 * @param title above the grid
 * @param caption a sentence below the heading; title and caption are also the alternative text of
 *     the picture
 * @param images at least one, by row
 * @param columns images per row
 */
public record ImageGrid(String name, String title, String caption, Images images, int columns) {

  public ImageGrid {
    if (columns < 1 || images.size() < 1) {
      throw new IllegalArgumentException(
          "grid must have an image and a column, got %d and %d".formatted(images.size(), columns));
    }
  }

  /**
   * {@return a grid that is about as wide as it is high}
   *
   * @param name of the file, without an ending
   * @param title above the grid
   * @param caption below the grid
   * @param images row by row
   */
  public static ImageGrid square(String name, String title, String caption, Images images) {
    int columns = (int) Math.ceil(Math.sqrt(images.size()));
    return new ImageGrid(name, title, caption, images, Math.max(1, columns));
  }

  int rows() {
    return (images.size() + columns - 1) / columns;
  }
}
