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
  /** Rows without offsets. */
  public Encoded(float[] v, double[] logDet, double[] cells) {
    this(v, logDet, cells, new double[0]);
  }

  /** Returns the same encoded rows with cells. */
  public Encoded withCells(double[] cells) {
    return new Encoded(v, logDet, cells, offsets);
  }
}
