package io.diglm.chart;

import java.util.List;

/**
 * Charts that belong together, side by side.
 *
 * @param name the name of its files, such as {@code figure-2}
 * @param title above the charts
 * @param caption a sentence below the heading
 * @param panels the charts
 */
public record Picture(String name, String title, String caption, List<Figure> panels) {

  public Picture {
    panels = List.copyOf(panels);
  }
}
