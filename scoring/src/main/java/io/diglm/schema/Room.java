package io.diglm.schema;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Where a network may be evaluated: the range of the training rows in each dimension of v, and some
 * room beyond it.
 */
final class Room {
  /** The least and the greatest value of each dimension of v over the training rows (D). */
  private final float[] least;

  private final float[] greatest;

  /** The value that replaces values outside; not a number if those are bounded smoothly instead. */
  private final float[] standIn;

  Room(List<Axis> axes) {
    least = new float[axes.size()];
    greatest = new float[axes.size()];
    standIn = new float[axes.size()];
    for (int d = 0; d < least.length; d++) {
      Optional<Span> span =
          axes.get(d) instanceof NumberAxis number ? number.encodedSpan() : Optional.empty();
      least[d] = span.map(s -> (float) s.low()).orElse(Float.NEGATIVE_INFINITY);
      greatest[d] = span.map(s -> (float) s.high()).orElse(Float.POSITIVE_INFINITY);
      standIn[d] = span.flatMap(Span::standIn).map(Double::floatValue).orElse(Float.NaN);
    }
  }

  /** Returns v (N, D) with far numbers bounded or replaced; v itself if there are none. */
  float[] bounded(float[] v, int dimension) {
    float[] bounded = v;
    for (int i = 0; i < v.length; i++) {
      int d = i % dimension;
      if (d < least.length && outside(d, v[i])) {
        bounded = bounded == v ? v.clone() : bounded;
        float edge = edge(d, v[i]);
        double room = beyond(d);
        bounded[i] =
            Float.isNaN(standIn[d])
                ? (float) (edge + room * Math.tanh((v[i] - edge) / room))
                : standIn[d];
      }
    }
    return bounded;
  }

  /** Returns the derivative of {@link #bounded} by v of a dimension. */
  double slope(int d, float v) {
    if (!outside(d, v)) {
      return 1;
    }
    if (!Float.isNaN(standIn[d])) {
      return 0;
    }
    double tanh = Math.tanh((v - edge(d, v)) / beyond(d));
    return 1 - tanh * tanh;
  }

  private boolean outside(int d, float v) {
    return v < least[d] || v > greatest[d];
  }

  private float edge(int d, float v) {
    return v < least[d] ? least[d] : greatest[d];
  }

  private double beyond(int d) {
    return Math.max(Encoder.LEAST_ROOM, Encoder.ROOM * ((double) greatest[d] - least[d]));
  }

  /** Replaces in a share of the rows a number by its stand-in; see {@link Encoder#forget}. */
  boolean[] forget(float[] v, int dimension, double share, SplittableRandom random) {
    int[] coded =
        IntStream.range(0, standIn.length).filter(d -> !Float.isNaN(standIn[d])).toArray();
    boolean[] changed = new boolean[coded.length == 0 ? 0 : v.length / dimension];
    for (int row = 0; row < changed.length; row++) {
      if (random.nextDouble() < share) {
        int d = coded[random.nextInt(coded.length)];
        v[row * dimension + d] = standIn[d];
        changed[row] = true;
      }
    }
    return changed;
  }
}
