package io.diglm.network;

import java.util.Arrays;

/**
 * Numbers row by row, for {@link Products}.
 *
 * @param rows rows that a product may write: a multiple of {@link #GROUP}
 * @param columns columns with a meaning; further ones only fill up vectors
 * @param stride numbers from one row to the next
 * @param at the numbers
 */
record Matrix(int rows, int columns, int stride, float[] at) {
  /** The number of rows that a product computes at once. */
  static final int GROUP = 8;

  /** The most numbers of a vector, and the numbers of a cache line. */
  static final int LINE = 16;

  /**
   * Makes a matrix of zeros with room for whole groups of rows and for whole vectors at any start.
   */
  static Matrix of(int rows, int columns) {
    int stride = stride(columns);
    return new Matrix(group(rows), columns, stride, new float[group(rows) * stride + LINE]);
  }

  /** Returns the number of rows, rounded up to whole groups. */
  static int group(int rows) {
    return (rows + GROUP - 1) / GROUP * GROUP;
  }

  /** Sets rows from this one to the end of its group to zero. */
  void clear(int from) {
    Arrays.fill(at, from * stride, group(from) * stride, 0);
  }

  /**
   * An odd number of cache lines per row, because a power of two would map a whole column to few
   * cache sets.
   */
  private static int stride(int columns) {
    int lines = (columns + LINE - 1) / LINE;
    return LINE * (lines | 1);
  }
}
