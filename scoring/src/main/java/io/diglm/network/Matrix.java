package io.diglm.network;

import java.util.Arrays;

/**
 * Numbers row by row, for {@link Products}.
 *
 * @param rows rows that a product may write: a multiple of {@link #GROUP}
 * @param columns columns that mean something; those beyond are there for whole vectors
 * @param stride numbers from one row to the next
 * @param at the numbers
 */
record Matrix(int rows, int columns, int stride, float[] at) {
  /** Rows that a product computes at once. */
  static final int GROUP = 8;

  /** Numbers of a vector at most, and of a cache line. */
  static final int LINE = 16;

  /**
   * Makes a matrix of zeros with room for whole groups of rows and whole vectors, wherever they
   * start.
   */
  static Matrix of(int rows, int columns) {
    int stride = stride(columns);
    return new Matrix(group(rows), columns, stride, new float[group(rows) * stride + LINE]);
  }

  /** Returns the rows with those that fill up the last group. */
  static int group(int rows) {
    return (rows + GROUP - 1) / GROUP * GROUP;
  }

  /** Sets rows from this one to the end of its group to zero. */
  void clear(int from) {
    Arrays.fill(at, from * stride, group(from) * stride, 0);
  }

  /** An odd number of cache lines: a power of two would put a whole column into few cache sets. */
  private static int stride(int columns) {
    int lines = (columns + LINE - 1) / LINE;
    return LINE * (lines | 1);
  }
}
