package io.diglm.schema;

import io.diglm.distribution.StandardNormal;

/**
 * The position of an encoded value inside its cell of the grid or inside the interval of its level:
 * always the middle, or drawn uniformly. Noise that draws has state, so only one thread at a time
 * may use it.
 */
public final class Noise {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final boolean drawn;
  private long state;

  private Noise(boolean drawn, long state) {
    this.drawn = drawn;
    this.state = state;
  }

  /** {@return the noise of predictions, which is always 0.5} */
  public static Noise midpoint() {
    return new Noise(false, 0);
  }

  /**
   * {@return the noise of training: SplitMix64 draws (Steele et al. 2014)}
   *
   * @param seed the same seed gives the same noise
   */
  public static Noise seeded(long seed) {
    return new Noise(true, mix(seed + GOLDEN_GAMMA));
  }

  /** Returns the next u, strictly inside (0, 1). */
  double next() {
    if (!drawn) {
      return 0.5;
    }
    state += GOLDEN_GAMMA;
    // 52 bits plus a half give neither 0 nor, by rounding, 1.
    return ((mix(state) >>> 12) + 0.5) * 0x1.0p-52;
  }

  /**
   * Returns how far to move an image: a whole number from -most to most, or 0 if this noise does
   * not draw.
   */
  int move(int most) {
    return drawn && most > 0 ? (int) (next() * (2 * most + 1)) - most : 0;
  }

  /** Returns a number from -most to most, or 0 if this noise does not draw. */
  double between(double most) {
    return (2 * next() - 1) * most;
  }

  /**
   * Adds normal noise with this standard deviation to the first numbers of v, if this noise draws.
   */
  void blur(float[] v, int count, double deviation) {
    if (drawn && deviation > 0) {
      for (int i = 0; i < count; i++) {
        v[i] += (float) (deviation * StandardNormal.quantile(next()));
      }
    }
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
