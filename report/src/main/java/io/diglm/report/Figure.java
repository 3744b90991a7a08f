package io.diglm.report;

import java.util.List;

/**
 * A picture before it is drawn.
 *
 * @param description what it shows, for a reader who cannot see it
 */
record Figure(String title, String description, Axis x, Axis y, List<Layer> layers) {

  Figure {
    layers = List.copyOf(layers);
  }
}
