package io.diglm.network;

import java.util.stream.IntStream;

/**
 * The way of rows through a network in tiles, of which each stays in the first-level cache through
 * all layers.
 *
 * @param dimension D of a row
 * @param widest layer of a step
 * @param kernels which say how large a tile is
 */
record Tiles(int dimension, int widest, Kernels kernels) {
  /**
   * Fewer rows than this are computed one by one, because the smallest tile costs as much as about
   * five rows.
   */
  private static final int FEW = 5;

  /** The least number of rows that a thread takes at once. */
  private static final int LEAST_SHARE = 128;

  /** A tile whose first {@code count} rows are those from {@code row} on. */
  interface Pass {
    void over(Tile tile, int row, int count);
  }

  /**
   * Takes rows through a pass, tile by tile, on all cores if they are many.
   *
   * @param numbers (N, D)
   * @param rows N
   */
  void over(float[] numbers, int rows, Pass pass) {
    int share = Math.max(LEAST_SHARE, kernels.tile());
    if (rows <= share) {
      share(numbers, 0, rows, pass);
      return;
    }
    IntStream.range(0, (rows + share - 1) / share)
        .parallel()
        .forEach(i -> share(numbers, i * share, Math.min(rows, (i + 1) * share), pass));
  }

  private void share(float[] numbers, int from, int to, Pass pass) {
    int row = from;
    int full = kernels.tile();
    if (to - row >= full) {
      Tile tile = Tile.of(full, dimension, widest);
      for (; to - row >= full; row += full) {
        fill(tile, numbers, row, full);
        pass.over(tile, row, full);
      }
    }
    if (to - row >= FEW) {
      int rows = (to - row + kernels.lanes() - 1) / kernels.lanes() * kernels.lanes();
      Tile tile = Tile.of(rows, dimension, widest);
      fill(tile, numbers, row, to - row);
      pass.over(tile, row, to - row);
    } else if (row < to) {
      Tile tile = Tile.of(1, dimension, widest);
      for (; row < to; row++) {
        fill(tile, numbers, row, 1);
        pass.over(tile, row, 1);
      }
    }
  }

  /** Rows beyond {@code count} repeat the last one. */
  private void fill(Tile tile, float[] numbers, int row, int count) {
    for (int r = 0; r < tile.rows(); r++) {
      int from = (row + Math.min(r, count - 1)) * dimension;
      for (int j = 0; j < dimension; j++) {
        tile.at()[j * tile.rows() + r] = numbers[from + j];
      }
      tile.logDet()[r] = 0;
    }
  }
}
