package io.diglm.chart;

import io.diglm.schema.Images;
import java.awt.image.BufferedImage;

/**
 * A picture of pixels for a page.
 *
 * @param address the picture as a PNG in a data URL
 * @param width in pixels of the page
 * @param height in pixels of the page
 */
public record Pixels(String address, int width, int height) {
  /**
   * {@return a grid, whose pixels are drawn large enough to see}
   *
   * @param grid to draw
   */
  public static Pixels of(ImageGrid grid) {
    return of(GridDrawing.of(grid, 1), GridDrawing.scale(grid.images().shape()));
  }

  /**
   * {@return one image, whose pixels are drawn large enough to see}
   *
   * @param images of which to draw one
   * @param index of the image, from 0
   */
  public static Pixels of(Images images, int index) {
    return of(GridDrawing.of(images, index), GridDrawing.scale(images.shape()));
  }

  private static Pixels of(BufferedImage drawn, int scale) {
    return new Pixels(
        GridDrawing.address(drawn), scale * drawn.getWidth(), scale * drawn.getHeight());
  }
}
