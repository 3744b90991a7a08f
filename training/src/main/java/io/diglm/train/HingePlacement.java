package io.diglm.train;

import io.diglm.network.Hinges;
import io.diglm.schema.Noise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Places hinges by the training rows: those of a dimension bend at its quantiles, or at its values
 * where these are few. Each has mean 0 and deviation 1 over the training rows, as the dimensions
 * have.
 */
final class HingePlacement {
  /** More features than this cost more than they help. */
  private static final int MOST = 512;

  /** A dimension with fewer distinct values has nothing to bend at. */
  private static final int LEAST_VALUES = 3;

  /** So few pieces of a dimension tell no more than the dimension itself. */
  private static final int LEAST_PIECES = 2;

  private HingePlacement() {}

  /**
   * Returns the hinges of rows; none if no dimension has more than two values, or if there are too
   * many dimensions.
   *
   * @param pieces of a dimension at most
   */
  static Optional<Hinges> of(TrainingData data, int pieces) {
    int dimension = data.dimension();
    int rows = data.train().length;
    float[] v = new float[rows * dimension];
    data.encoder()
        .encode(data.table(), data.train(), 0, rows, Noise.midpoint(), v, new double[rows]);
    double[][] sorted = new double[dimension][];
    for (int d = 0; d < dimension; d++) {
      int axis = d;
      sorted[d] =
          IntStream.range(0, rows).mapToDouble(row -> v[row * dimension + axis]).sorted().toArray();
    }
    for (int most = pieces; most >= LEAST_PIECES; most--) {
      List<float[]> features = new ArrayList<>();
      for (int d = 0; d < dimension; d++) {
        add(d, sorted[d], most, features);
      }
      if (!features.isEmpty() && features.size() <= MOST) {
        return Optional.of(joined(features));
      }
    }
    return Optional.empty();
  }

  private static void add(int axis, double[] sorted, int pieces, List<float[]> features) {
    double[] knots = knots(sorted, pieces);
    for (int k = 1; k < knots.length && knots.length >= LEAST_VALUES; k++) {
      double low = knots[k - 1];
      double slope = 1 / (knots[k] - low);
      double[] parts =
          Arrays.stream(sorted).map(x -> Math.min(1, Math.max(0, (x - low) * slope))).toArray();
      double mean = Arrays.stream(parts).average().orElse(0);
      double variance = Arrays.stream(parts).map(p -> (p - mean) * (p - mean)).average().orElse(0);
      if (variance > 0) {
        double scale = 1 / Math.sqrt(variance);
        features.add(
            new float[] {
              axis,
              (float) (slope * scale),
              (float) ((-low * slope - mean) * scale),
              (float) (-mean * scale),
              (float) ((1 - mean) * scale)
            });
      }
    }
  }

  private static double[] knots(double[] sorted, int pieces) {
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    if (distinct.length <= pieces + 1) {
      return distinct;
    }
    return IntStream.rangeClosed(0, pieces)
        .mapToDouble(k -> sorted[(int) ((long) k * (sorted.length - 1) / pieces)])
        .distinct()
        .toArray();
  }

  private static Hinges joined(List<float[]> features) {
    float[] numbers = new float[features.size() * Hinges.NUMBERS];
    for (int k = 0; k < features.size(); k++) {
      System.arraycopy(features.get(k), 0, numbers, k * Hinges.NUMBERS, Hinges.NUMBERS);
    }
    return new Hinges(numbers);
  }
}
