package io.diglm.report;

import java.awt.image.BufferedImage;

/** One grid of images. */
record GridSection(ImageGrid grid) implements Section {

  @Override
  public String id() {
    return grid.name();
  }

  @Override
  public String title() {
    return grid.title();
  }

  @Override
  public boolean wide() {
    return grid.columns() > 12;
  }

  @Override
  public void write(Page page) {
    page.sentence(grid.caption());
    BufferedImage drawn = GridDrawing.of(grid, 1);
    int scale = GridDrawing.scale(grid.images().shape());
    page.picture(drawn, scale, grid.title() + ". " + grid.caption(), "pixels");
  }
}
