package io.diglm.report;

import java.util.List;

/**
 * A chart before it is drawn.
 *
 * @param description what it shows, for a reader who cannot see it
 * @param shades the heat map under the layers
 * @param layers the layers, from the lowest to the uppermost
 */
public record Figure(
    String title, String description, Axis x, Axis y, List<Shades> shades, List<Layer> layers) {

  public Figure {
    shades = List.copyOf(shades);
    layers = List.copyOf(layers);
  }

  /** A figure without shades. */
  public Figure(String title, String description, Axis x, Axis y, List<Layer> layers) {
    this(title, description, x, y, List.of(), layers);
  }
}
