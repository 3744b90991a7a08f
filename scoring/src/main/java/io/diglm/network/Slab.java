package io.diglm.network;

/**
 * Rows on their way through a flow and back.
 *
 * @param dimension D
 * @param at (R, D)
 * @param logDet (R) in nats, so far
 * @param gradient of the loss by {@code at}, on the way back (R, D)
 * @param logDetGradient of the loss by the log-det (R)
 */
record Slab(int dimension, float[] at, double[] logDet, float[] gradient, float[] logDetGradient) {
  static Slab of(int rows, int dimension) {
    return new Slab(
        dimension,
        new float[rows * dimension],
        new double[rows],
        new float[rows * dimension],
        new float[rows]);
  }
}
