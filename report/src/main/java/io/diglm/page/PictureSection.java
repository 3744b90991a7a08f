package io.diglm.page;

import io.diglm.chart.Picture;

/** One picture, its panels side by side. */
record PictureSection(Picture picture) implements Section {

  @Override
  public String id() {
    return picture.name();
  }

  @Override
  public String title() {
    return picture.title();
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    page.sentence(picture.caption());
    page.figures(picture.panels());
  }
}
