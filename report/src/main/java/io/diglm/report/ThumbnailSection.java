package io.diglm.report;

import java.util.List;

/**
 * Images with words to each.
 *
 * @param none what is said where there are none
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
