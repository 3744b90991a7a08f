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
   * Makes encoded rows without offsets.
   *
   * @param v encoded rows (N, D)
   * @param logDet log|dv/dx| (N) in nats
   * @param cells of the rows (N, D), empty if they are not needed
   */
  public Encoded(float[] v, double[] logDet, double[] cells) {
    this(v, logDet, cells, new double[0]);
  }

  /**
   * {@return the same encoded rows with cells}
   *
   * @param cells of the rows (N, D)
   */
  public Encoded withCells(double[] cells) {
    return new Encoded(v, logDet, cells, offsets);
  }
}
