package io.diglm.distribution;

import java.util.SplittableRandom;

/** Streams of random numbers that depend on a seed and a name, and on nothing else. */
public final class Seeds {
  private Seeds() {}

  /**
   * {@return the stream of this name under the seed}
   *
   * @param seed of the fit
   * @param name what the stream is for; other names give independent streams
   */
  public static SplittableRandom stream(long seed, String name) {
    long hash = 1125899906842597L;
    for (int i = 0; i < name.length(); i++) {
      hash = 31 * hash + name.charAt(i);
    }
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ hash);
  }

  /**
   * Puts an array into random order (Fisher and Yates).
   *
   * @param random source of the draws
   * @param values reordered in place
   */
  public static void shuffle(SplittableRandom random, int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  /**
   * Fills an array with normal draws of this deviation.
   *
   * @param random source of the draws
   * @param count how many numbers
   * @param deviation standard deviation of each
   * @return the numbers
   */
  public static float[] normal(SplittableRandom random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  /**
   * Fills an array with uniform draws from (-bound, bound).
   *
   * @param random source of the draws
   * @param count how many numbers
   * @param bound largest absolute value, exclusive
   * @return the numbers
   */
  public static float[] uniform(SplittableRandom random, int count, double bound) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return values;
  }
}
