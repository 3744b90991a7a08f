package io.diglm.spark;

import java.io.Serializable;

/** A number in [0, 1) for each row, which depends only on a seed and the position of the row. */
record RowDraw(long seed) implements Serializable {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Draws for a row of a partition or shard. */
  double of(long part, long row) {
    long mixed = mix(mix(mix(seed) + part * GOLDEN) + row * GOLDEN);
    return (mixed >>> 11) * 0x1p-53;
  }

  /** The finaliser of SplitMix64 (Steele et al. 2014). */
  private static long mix(long bits) {
    long z = bits + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
