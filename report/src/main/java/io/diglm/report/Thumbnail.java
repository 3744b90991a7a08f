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

  static void write(Page page, List<Thumbnail> thumbnails) {
    Html html = page.html();
    html.open("div", "class", "thumbnails");
    for (Thumbnail thumbnail : thumbnails) {
      html.open("figure");
      int scale = GridDrawing.scale(thumbnail.image.shape());
      String alt = thumbnail.title + ": " + String.join("; ", thumbnail.lines);
      page.picture(GridDrawing.of(thumbnail.image, 0), scale, alt, "pixels");
      html.leaf("figcaption", thumbnail.title, "title", thumbnail.title);
      thumbnail.lines.forEach(line -> html.leaf("div", line, "class", "line"));
      html.close();
    }
    html.close();
  }
}
