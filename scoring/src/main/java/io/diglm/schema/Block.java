package io.diglm.schema;

/**
 * The rows that are encoded at once, and the arrays that receive the result.
 *
 * @param rows indices into the table
 * @param from first index used
 * @param to last index used, exclusive
 * @param noise gives the position of a value inside its cell
 * @param v (to - from, dimension), row-major, written
 * @param dimension D
 * @param logDet (to - from), added to
 */
record Block(int[] rows, int from, int to, Noise noise, float[] v, int dimension, double[] logDet) {
  /** Returns the number of rows. */
  int size() {
    return to - from;
  }
}
