package io.diglm.watch;

/**
 * Uniform draws that are determined by a seed and a count (SplitMix64; Steele et al. 2014), so that
 * they can be continued.
 */
final class Draws {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long at;

  /** Starts after this many draws. */
  Draws(long seed, long drawn) {
    at = mixed(seed) + drawn * STEP;
  }

  /** Returns a draw of (0, 1). */
  double next() {
    at += STEP;
    return ((mixed(at) >>> 11) + 0.5) * 0x1p-53;
  }

  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
