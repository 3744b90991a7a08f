package io.diglm.page;

import io.diglm.chart.ImageGrid;
import io.diglm.chart.Pixels;

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
    page.picture(Pixels.of(grid), grid.title() + ". " + grid.caption(), "pixels");
  }
}
