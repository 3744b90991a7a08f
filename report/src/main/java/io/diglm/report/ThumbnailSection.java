package io.diglm.report;

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
    Thumbnail.write(page, thumbnails);
  }
}
