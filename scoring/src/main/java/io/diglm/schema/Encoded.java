package io.diglm.schema;

/**
 * Encoded rows.
 *
 * @param v (N, D) row-major
 * @param logDet log|dv/drow| in nats (N)
 * @param cells (N, D), see {@link Encoder#cells}; empty if they were not requested
 */
public record Encoded(float[] v, double[] logDet, double[] cells) {
  /** Returns the same encoded rows with cells. */
  public Encoded withCells(double[] cells) {
    return new Encoded(v, logDet, cells);
  }
}
