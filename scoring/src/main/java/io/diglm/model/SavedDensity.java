package io.diglm.model;

import io.diglm.json.Inline;

/**
 * The entries of a model file for a density of cells, besides its tensors. N rows, D axes.
 *
 * @param shape the shape of the density
 * @param goldenCells the cells of a few rows (N, D), NaN if a row has none
 * @param goldenLogDensity log p(x) of these rows when it was saved, in nats (N)
 */
public record SavedDensity(
    @Inline CellDensityConfig shape, double[][] goldenCells, double[] goldenLogDensity) {
  /** Requires equal shapes. */
  public SavedDensity {
    if (goldenCells.length != goldenLogDensity.length) {
      throw new IllegalArgumentException(
          "golden_log_density must have %d rows, got %d"
              .formatted(goldenCells.length, goldenLogDensity.length));
    }
    for (double[] row : goldenCells) {
      if (row.length != shape.order().size()) {
        throw new IllegalArgumentException(
            "golden_cells must have width %d, got %d".formatted(shape.order().size(), row.length));
      }
    }
  }
}
