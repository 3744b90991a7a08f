package io.diglm.network;

import io.diglm.model.UnusableFileException;
import java.util.stream.IntStream;

/**
 * Piecewise-linear features of encoded rows, with which a flow starts: h_k(v) = min(high_k,
 * max(low_k, slope_k v_a(k) + shift_k)). Each is constant but for one interval of one dimension
 * a(k), so that a network of few rows need not learn where a column bends (piecewise linear
 * encoding, Gorishniy et al. 2022, "On embeddings for numerical features").
 *
 * <p>The flow then maps (v, h(v)), of D + K dimensions: v remains part of what it maps, so z still
 * determines v.
 *
 * @param numbers a(k), slope, shift, low and high of each feature (K, 5)
 */
public record Hinges(float[] numbers) {
  /** The name of their tensor. */
  public static final String TENSOR = "hinges";

  /** Numbers of a feature. */
  public static final int NUMBERS = 5;

  /**
   * Takes them from the tensors of a network.
   *
   * @param dimension D
   * @throws UnusableFileException if one is of no dimension, is infinite, or is lowest above where
   *     it is highest
   */
  static Hinges of(NamedWeights weights, int count, int dimension) {
    Hinges hinges = new Hinges(weights.take(TENSOR, count, NUMBERS));
    for (int at = 0; at < hinges.numbers.length; at += NUMBERS) {
      float axis = hinges.numbers[at];
      if (!(axis >= 0 && axis < dimension && axis == (int) axis)) {
        throw new UnusableFileException(
            "hinges must be of dimensions 0 to %d, got one of %s".formatted(dimension - 1, axis));
      }
      for (int i = 1; i < NUMBERS; i++) {
        requireFinite(hinges.numbers[at + i]);
      }
      if (hinges.numbers[at + 3] > hinges.numbers[at + 4]) {
        throw new UnusableFileException(
            "hinges must rise from low to high, got one from %s to %s"
                .formatted(hinges.numbers[at + 3], hinges.numbers[at + 4]));
      }
    }
    return hinges;
  }

  /** An infinite slope times 0 would be no number, and so would be the answer. */
  private static void requireFinite(float number) {
    if (!(Math.abs(number) <= Float.MAX_VALUE)) {
      throw new UnusableFileException("hinges must be finite, got one with " + number);
    }
  }

  /** {@return K} */
  public int count() {
    return numbers.length / NUMBERS;
  }

  /**
   * {@return the dimension that a feature is of}
   *
   * @param feature index of the feature, from 0
   */
  public int axis(int feature) {
    return (int) numbers[feature * NUMBERS];
  }

  /** {@return the dimensions that the features are of (K)} */
  public int[] axes() {
    return IntStream.range(0, count()).map(this::axis).toArray();
  }

  /**
   * Returns the derivatives by v (N, D) of numbers whose derivatives by (v, h(v)) are known.
   *
   * @param byLifted (N, D + K)
   * @param v (N, D)
   */
  float[] folded(float[] byLifted, float[] v, int dimension) {
    int width = dimension + count();
    float[] folded = new float[v.length];
    for (int row = 0; row < v.length / dimension; row++) {
      System.arraycopy(byLifted, row * width, folded, row * dimension, dimension);
      for (int k = 0; k < count(); k++) {
        int at = k * NUMBERS;
        int to = row * dimension + axis(k);
        float line = line(at, v[to]);
        if (line > numbers[at + 3] && line < numbers[at + 4]) {
          folded[to] += numbers[at + 1] * byLifted[row * width + dimension + k];
        }
      }
    }
    return folded;
  }

  private float line(int at, float v) {
    return numbers[at + 1] * v + numbers[at + 2];
  }

  /**
   * {@return (v, h(v)) of rows (N, D + K)}
   *
   * @param v (N, D)
   * @param dimension D
   */
  public float[] lifted(float[] v, int dimension) {
    int rows = v.length / dimension;
    int width = dimension + count();
    float[] lifted = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(v, row * dimension, lifted, row * width, dimension);
      for (int k = 0; k < count(); k++) {
        int at = k * NUMBERS;
        float line = line(at, v[row * dimension + axis(k)]);
        lifted[row * width + dimension + k] =
            Math.min(numbers[at + 4], Math.max(numbers[at + 3], line));
      }
    }
    return lifted;
  }
}
