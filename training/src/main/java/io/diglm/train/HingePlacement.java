package io.diglm.train;

import io.diglm.distribution.LackOfFit;
import io.diglm.distribution.MidRanks;
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
  /** More features than this cost more than they help; so no dimension may have more pieces. */
  static final int MOST = 512;

  /** A dimension with fewer distinct values has nothing to bend at. */
  private static final int LEAST_VALUES = 3;

  /** So few pieces of a dimension tell no more than the dimension itself. */
  static final int LEAST_PIECES = 2;

  /**
   * Knots of a standardised dimension that are closer are one: 0 and -0 are, and between numbers
   * that differ by rounding alone a feature would be infinitely steep.
   */
  private static final double LEAST_GAP = 1e-6;

  /** Quantiles are those of so many numbers at most, which bounds memory. */
  private static final int MOST_NUMBERS = 4_000_000;

  private static final int PIECES_OF_FEW = 8;
  private static final int PIECES_OF_MANY = 16;
  private static final int MANY_ROWS = 3000;

  /** Pieces of a dimension whose neighbouring values differ, in units of the usual ones. */
  private static final int FINER = 4;

  /** With fewer rows a value, a knot at each would learn them by heart. */
  private static final int ROWS_A_VALUE = 10;

  /** The least lack of fit (F) of the usual pieces that calls for finer ones. */
  private static final double LEAST_RATIO = 5;

  /** With smaller shares of the variance, finer pieces gained nothing on development rows. */
  private static final double LEAST_SHARE = 0.05;

  private HingePlacement() {}

  /**
   * Returns the usual pieces of a dimension of so many training rows. (On development rows, 16 had
   * a better NLL than 8 on seven of nine tables with 3,500 to 13,000 rows, and on six of fourteen
   * smaller ones.)
   */
  static int pieces(long rows) {
    return rows < MANY_ROWS ? PIECES_OF_FEW : PIECES_OF_MANY;
  }

  /**
   * Returns the usual hinges of rows. A dimension may have {@value #FINER} times the usual pieces
   * if it then bends at each of its values, and if the usual ones are too smooth for the target.
   */
  static Optional<Hinges> usual(TrainingData data) {
    return placed(data, pieces(data.learning()), true);
  }

  /**
   * Returns the hinges of rows; none if no dimension has more than two values, or if there are too
   * many dimensions.
   *
   * @param pieces of a dimension at most
   */
  static Optional<Hinges> of(TrainingData data, int pieces) {
    return placed(data, pieces, false);
  }

  private static Optional<Hinges> placed(TrainingData data, int pieces, boolean finer) {
    int[] rows = some(data);
    float[] v = data.encoder().encode(data.table(), rows, 0, rows.length, Noise.midpoint()).v();
    int dimension = data.dimension();
    double[] ranks = finer ? ranks(data, rows) : new double[0];
    double[][] sorted = new double[dimension][];
    boolean[] fine = new boolean[dimension];
    for (int d = 0; d < dimension; d++) {
      int axis = d;
      double[] own =
          IntStream.range(0, rows.length).mapToDouble(i -> v[i * dimension + axis]).toArray();
      sorted[d] = own.clone();
      Arrays.sort(sorted[d]);
      fine[d] = finer && fine(own, sorted[d], pieces, ranks);
    }
    for (int most = pieces; most >= LEAST_PIECES; most--) {
      double[][] knots = new double[dimension][];
      int count = 0;
      for (int d = 0; d < dimension; d++) {
        knots[d] = fine[d] ? fineKnots(sorted[d], most) : knots(sorted[d], most);
        count += Math.max(0, knots[d].length - 1);
      }
      if (count > 0 && count <= MOST) {
        return joined(knots, sorted);
      }
    }
    return Optional.empty();
  }

  /** Returns training rows, or some if they are many. */
  private static int[] some(TrainingData data) {
    int all = data.train().length;
    int count = Math.min(all, Math.max(1, MOST_NUMBERS / data.dimension()));
    return IntStream.range(0, count)
        .map(i -> data.train()[(int) ((long) i * all / count)])
        .toArray();
  }

  private static double[] ranks(TrainingData data, int[] rows) {
    return MidRanks.of(Arrays.stream(rows).mapToDouble(row -> data.targets()[row]).toArray());
  }

  /** Returns whether the usual knots are too few for a dimension, but its values few enough. */
  private static boolean fine(double[] column, double[] sorted, int pieces, double[] ranks) {
    double[] values = Arrays.stream(sorted).distinct().limit((long) FINER * pieces + 1).toArray();
    double[] usual = knots(sorted, pieces);
    if (values.length <= pieces + 1
        || values.length > FINER * pieces
        || sorted.length < ROWS_A_VALUE * values.length
        || usual.length < LEAST_VALUES) {
      return false;
    }
    int[] value = Arrays.stream(column).mapToInt(v -> Arrays.binarySearch(values, v)).toArray();
    LackOfFit lack = LackOfFit.of(values, value, ranks, usual);
    return lack.ratio() > LEAST_RATIO && lack.share() > LEAST_SHARE;
  }

  private static double[] fineKnots(double[] sorted, int pieces) {
    double[] distinct = apart(sorted, FINER * pieces + 1);
    return distinct.length <= FINER * pieces ? distinct : knots(sorted, pieces);
  }

  /** Where a dimension bends; nowhere if it has too few values. */
  static double[] knots(double[] sorted, int pieces) {
    double[] distinct = apart(sorted, pieces + 2);
    if (distinct.length < LEAST_VALUES) {
      return new double[0];
    }
    if (distinct.length <= pieces + 1) {
      return distinct;
    }
    double[] quantiles =
        IntStream.rangeClosed(0, pieces)
            .mapToDouble(k -> sorted[(int) ((long) k * (sorted.length - 1) / pieces)])
            .toArray();
    double[] knots = apart(quantiles, quantiles.length);
    return knots.length < LEAST_VALUES ? new double[0] : knots;
  }

  /** The first of sorted numbers that are apart, at most so many. */
  private static double[] apart(double[] sorted, int most) {
    double[] kept = new double[Math.min(most, sorted.length)];
    int count = 0;
    for (int i = 0; i < sorted.length && count < kept.length; i++) {
      if (count == 0 || sorted[i] - kept[count - 1] > LEAST_GAP) {
        kept[count++] = sorted[i];
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private static Optional<Hinges> joined(double[][] knots, double[][] sorted) {
    List<float[]> features = new ArrayList<>();
    for (int d = 0; d < knots.length; d++) {
      for (int k = 1; k < knots[d].length; k++) {
        features.add(feature(d, knots[d][k - 1], knots[d][k], sorted[d]));
      }
    }
    float[] numbers = new float[features.size() * Hinges.NUMBERS];
    for (int k = 0; k < features.size(); k++) {
      System.arraycopy(features.get(k), 0, numbers, k * Hinges.NUMBERS, Hinges.NUMBERS);
    }
    return Optional.of(new Hinges(numbers));
  }

  /** A feature that rises from one knot to the next, of mean 0 and deviation 1. */
  private static float[] feature(int axis, double low, double high, double[] sorted) {
    double slope = 1 / (high - low);
    double[] parts =
        Arrays.stream(sorted).map(x -> Math.min(1, Math.max(0, (x - low) * slope))).toArray();
    double mean = Arrays.stream(parts).average().orElse(0);
    double variance = Arrays.stream(parts).map(p -> (p - mean) * (p - mean)).average().orElse(1);
    double scale = 1 / Math.sqrt(variance);
    return new float[] {
      axis,
      (float) (slope * scale),
      (float) ((-low * slope - mean) * scale),
      (float) (-mean * scale),
      (float) ((1 - mean) * scale)
    };
  }
}
