package io.diglm.model;

import java.util.List;

/**
 * The shape of an {@code io.diglm.density.CellDensity}, which models the rows of a table cell by
 * cell.
 *
 * @param hidden units of each of the two hidden layers of its network
 * @param components logistic distributions in the mixture of a number
 * @param pieces number of features that describe the position of a number in its distribution
 * @param order the axes of the encoded row in the order of the chain
 */
public record CellDensityConfig(int hidden, int components, int pieces, List<Integer> order) {
  /** Checks the ranges. */
  public CellDensityConfig {
    requireAtLeastOne("hidden", hidden);
    requireAtLeastOne("components", components);
    requireAtLeastOne("pieces", pieces);
    order = List.copyOf(order);
    boolean[] seen = new boolean[order.size()];
    for (int axis : order) {
      if (axis < 0 || axis >= seen.length || seen[axis]) {
        throw new IllegalArgumentException("order must name each axis once, got " + order);
      }
      seen[axis] = true;
    }
  }

  private static void requireAtLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, got " + value);
    }
  }
}
