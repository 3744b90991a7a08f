package io.diglm.page;

import io.diglm.chart.Pixels;
import io.diglm.markup.Html;
import io.diglm.report.Thumbnail;
import java.util.List;

/**
 * The section of images with descriptions.
 *
 * @param none the sentence to show if there are no images
 */
record ThumbnailSection(
    String id, String title, String sentence, List<Thumbnail> thumbnails, String none)
    implements Section {

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    page.sentence(thumbnails.isEmpty() ? none : sentence);
    Html html = page.html();
    html.open("div", "class", "thumbnails");
    for (Thumbnail thumbnail : thumbnails) {
      html.open("figure");
      String alt = thumbnail.title() + ": " + String.join("; ", thumbnail.lines());
      page.picture(Pixels.of(thumbnail.image(), 0), alt, "pixels");
      html.leaf("figcaption", thumbnail.title(), "title", thumbnail.title());
      thumbnail.lines().forEach(line -> html.leaf("div", line, "class", "line"));
      html.close();
    }
    html.close();
  }
}
