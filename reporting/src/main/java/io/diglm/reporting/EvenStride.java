package io.diglm.reporting;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Picks evenly spaced rows from many, so that every part of the data is represented. */
final class EvenStride {
  private EvenStride() {}

  /** Returns at most {@code most} indices below {@code length}, ascending, evenly spaced. */
  static int[] indices(int length, int most) {
    int count = Math.min(length, most);
    return IntStream.range(0, count).map(i -> (int) ((long) i * length / count)).toArray();
  }

  /** Returns at most {@code most} of the values, in order. */
  static double[] of(double[] values, int most) {
    return pick(values, indices(values.length, most));
  }

  /** Returns the values at these indices. */
  static double[] pick(double[] values, int[] which) {
    return Arrays.stream(which).mapToDouble(i -> values[i]).toArray();
  }
}
