package io.diglm.chart;

import java.util.List;

/**
 * A chart before it is drawn.
 *
 * @param title above the chart
 * @param description what it shows, for a reader who cannot see it
 * @param x horizontal axis
 * @param y vertical axis
 * @param shades the heat map under the layers
 * @param layers the layers, from the lowest to the uppermost
 */
public record Figure(
    String title, String description, Axis x, Axis y, List<Shades> shades, List<Layer> layers) {

  public Figure {
    shades = List.copyOf(shades);
    layers = List.copyOf(layers);
  }

  /**
   * Makes a figure without shades.
   *
   * @param title above the figure
   * @param description read by screen readers
   * @param x horizontal axis
   * @param y vertical axis
   * @param layers from the back to the front
   */
  public Figure(String title, String description, Axis x, Axis y, List<Layer> layers) {
    this(title, description, x, y, List.of(), layers);
  }
}
