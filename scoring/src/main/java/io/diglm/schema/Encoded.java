package io.diglm.schema;

/**
 * Encoded rows.
 *
 * @param v (N, D) row-major
 * @param logDet log|dv/drow| in nats (N)
 * @param cells (N, D), see {@link Encoder#cells}; empty if they were not requested
 * @param offsets (N), see {@link Offset}; empty without offsets
 */
public record Encoded(float[] v, double[] logDet, double[] cells, double[] offsets) {
  /**
   * {@return the same encoded rows with cells}
   *
   * @param cells of the rows (N, D)
   */
  public Encoded withCells(double[] cells) {
    return new Encoded(v, logDet, cells, offsets);
  }
}
