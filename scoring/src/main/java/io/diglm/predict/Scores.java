package io.diglm.predict;

import io.diglm.schema.RowProblem;
import java.util.List;

/**
 * The output of a model's networks for N rows, with D dimensions, P linear predictors and K blocks
 * of the flow; row-major.
 *
 * @param members features by network: one, or those of the members of an ensemble
 * @param logDensity log p(x) in nats (N), in the units of the user's columns
 * @param volumes log|det| of each block of the first network in nats (N, K); empty if they were not
 *     requested
 * @param surprises -log p of the cell of each column, given the cells before it, in nats (N, J);
 *     empty if log p(x) is not that of cells
 * @param problems rows that are rejected or fail whatever their numbers are
 */
public record Scores(
    List<Features> members,
    double[] logDensity,
    double[] volumes,
    double[] surprises,
    List<RowProblem> problems) {
  /** Requires a network. */
  public Scores {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("members must be at least 1, got 0");
    }
  }

  /** {@return z (N, D) of the first network, by which rows are compared in features} */
  public float[] latent() {
    return members.get(0).latent();
  }

  /** Returns the width of z of the first network. */
  int width() {
    return latent().length / logDensity.length;
  }

  /** {@return the linear predictors (N, P) of the first network} */
  public double[] eta() {
    return members.get(0).eta();
  }
}
