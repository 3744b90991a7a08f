package io.diglm.report;

import io.diglm.schema.Images;
import java.util.List;

/**
 * One image with a description.
 *
 * @param image a single image
 * @param title the title, such as the file name
 * @param lines the lines below it
 */
public record Thumbnail(Images image, String title, List<String> lines) {

  public Thumbnail {
    lines = List.copyOf(lines);
    if (image.size() != 1) {
      throw new IllegalArgumentException("thumbnail must be of one image, got " + image.size());
    }
  }
}
