package io.diglm.network;

/**
 * Rows during the forward and backward pass of a flow.
 *
 * @param dimension D
 * @param at (R, D)
 * @param logDet (R) in nats, so far
 * @param gradient of the loss with respect to {@code at}, in the backward pass (R, D)
 * @param logDetGradient of the loss with respect to the log-determinant (R)
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
