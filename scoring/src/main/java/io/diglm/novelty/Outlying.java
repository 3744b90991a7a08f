package io.diglm.novelty;

import io.diglm.distribution.StandardNormal;
import io.diglm.model.TensorData;
import io.diglm.selective.Surprise;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The score {@link io.diglm.selective.NoveltyScore#OUTLYING}: how far an encoded row v lies from
 * the kept training rows, by three measures that err in different ways.
 *
 * <ol>
 *   <li>The mean distance to the five nearest rows, where each dimension is divided by its standard
 *       deviation. A dimension with a kept value farther than 10 robust deviations from its median
 *       is tamed before: t = (v - median) / (interquartile range / 1.349) becomes asinh(t).
 *   <li>The same in normal scores: a value with the share p of the kept rows below it (and half of
 *       those equal to it) becomes the p-quantile of the standard normal distribution. Beyond the
 *       kept rows it goes on linearly, by 4 for each range of the kept values.
 *   <li>The mean square of z, which in these models is v, bounded far outside the training rows.
 * </ol>
 *
 * <p>The score is the sum of log(1 + s) over the three {@link Surprise}s s among the kept rows, so
 * that no measure drowns the others far out.
 */
public final class Outlying {
  /** How many nearest rows count. */
  public static final int NEIGHBOURS = 5;

  /**
   * The increase of a normal score for each range of the kept values that a value lies beyond them.
   */
  public static final double BEYOND = 4;

  private static final int MEASURES = 3;
  private static final double HEAVY = 10;

  /** The interquartile range of a standard normal distribution. */
  private static final double QUARTILES = 1.349;

  /** Values this near, relative to their size, are equal but for rounding. */
  public static final double SAME = 1e-5;

  /** The largest absolute value. Squares of larger values would not be finite. */
  public static final double FARTHEST = 1e15;

  private final int dimension;
  private final int rows;

  /** (D, M): the kept values of each dimension, in increasing order. */
  private final double[][] sorted;

  /** Of the dimensions that are tamed the median, then the robust deviation; otherwise empty. */
  private final double[][] tamed;

  private final Neighbours near;
  private final Neighbours ranked;

  /** By measure; empty while they are learned. */
  private final List<Surprise> surprises;

  /** Takes the kept rows v (M, D). */
  private Outlying(float[] kept, int dimension, List<Surprise> surprises) {
    this.dimension = dimension;
    this.surprises = surprises;
    rows = kept.length / dimension;
    sorted = new double[dimension][rows];
    for (int i = 0; i < kept.length; i++) {
      sorted[i % dimension][i / dimension] = kept[i];
    }
    Arrays.stream(sorted).forEach(Arrays::sort);
    tamed = Arrays.stream(sorted).map(Outlying::taming).toArray(double[][]::new);
    float[] calm = new float[kept.length];
    float[] normal = new float[kept.length];
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            row -> {
              int from = row * dimension;
              System.arraycopy(calm(kept, from), 0, calm, from, dimension);
              System.arraycopy(normalScores(kept, from), 0, normal, from, dimension);
            });
    near = Neighbours.exact(calm, dimension, true);
    ranked = Neighbours.exact(normal, dimension, false);
  }

  /**
   * {@return what a model keeps in addition to its rows: each measure of them, in increasing order}
   *
   * @param kept v (M, D), row by row
   * @param dimension D
   */
  public static TensorData learn(float[] kept, int dimension) {
    Outlying measures = new Outlying(kept, dimension, List.of());
    double[] learned = new double[MEASURES * measures.rows];
    IntStream.range(0, measures.rows)
        .parallel()
        .forEach(
            row -> {
              // A kept row is its own nearest neighbour, which does not count.
              double[] own = measures.of(kept, row * dimension, kept, 1);
              for (int i = 0; i < MEASURES; i++) {
                learned[i * measures.rows + row] = own[i];
              }
            });
    for (int i = 0; i < MEASURES; i++) {
      Arrays.sort(learned, i * measures.rows, (i + 1) * measures.rows);
    }
    return TensorData.of(learned, MEASURES, measures.rows);
  }

  /**
   * Reads what a model keeps.
   *
   * @param kept v (M, D)
   * @param dimension D
   * @param learned each measure of the kept rows, in increasing order (3, M)
   * @return what scores rows
   */
  public static Outlying of(float[] kept, int dimension, double[] learned) {
    int rows = kept.length / dimension;
    if (rows == 0 || learned.length != MEASURES * rows) {
      throw new IllegalArgumentException(
          "measures of kept rows must be %d, got %d".formatted(MEASURES * rows, learned.length));
    }
    List<Surprise> surprises =
        IntStream.range(0, MEASURES)
            .mapToObj(i -> new Surprise(Arrays.copyOfRange(learned, i * rows, (i + 1) * rows)))
            .toList();
    return new Outlying(kept, dimension, surprises);
  }

  /** {@return the surprise of each measure, in order} */
  public List<Surprise> surprises() {
    return surprises;
  }

  /** {@return the kept rows in standard deviations, tamed where they have heavy tails} */
  public Neighbours near() {
    return near;
  }

  /** {@return the kept rows in normal scores} */
  public Neighbours ranked() {
    return ranked;
  }

  /** {@return the kept values of each dimension (D, M), in increasing order; shared} */
  public double[][] sorted() {
    return sorted;
  }

  /**
   * {@return the median and the robust deviation of a dimension that is tamed; else empty}
   *
   * @param d index of the dimension
   */
  public double[] tamed(int d) {
    return tamed[d];
  }

  /**
   * Returns how novel a row is.
   *
   * @param v of this and other rows
   * @param offset where this row's v and z start
   * @param z of the same rows
   */
  double score(float[] v, int offset, float[] z) {
    double[] found = of(v, offset, z, 0);
    double sum = 0;
    for (int i = 0; i < MEASURES; i++) {
      sum += Math.log1p(surprises.get(i).nats(found[i]));
    }
    return sum;
  }

  private double[] of(float[] v, int offset, float[] z, int itself) {
    double squares = 0;
    for (int d = offset; d < offset + dimension; d++) {
      squares += (double) z[d] * z[d];
    }
    return new double[] {
      mean(near.nearest(calm(v, offset), NEIGHBOURS + itself), itself),
      mean(ranked.nearest(normalScores(v, offset), NEIGHBOURS + itself), itself),
      squares / dimension
    };
  }

  private static double mean(double[] distances, int from) {
    return Arrays.stream(distances).skip(from).average().orElse(0);
  }

  private static double[] taming(double[] sorted) {
    double median = quantile(sorted, 0.5);
    double robust = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / QUARTILES;
    double farthest = Math.max(median - sorted[0], sorted[sorted.length - 1] - median);
    return robust > 0 && farthest > HEAVY * robust ? new double[] {median, robust} : new double[0];
  }

  private static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  private float[] calm(float[] v, int offset) {
    float[] calm = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      double x = v[offset + d];
      if (tamed[d].length > 0) {
        double t = (x - tamed[d][0]) / tamed[d][1];
        x = Math.signum(t) * Math.log(Math.abs(t) + Math.sqrt(1 + t * t));
      }
      calm[d] = (float) Math.max(-FARTHEST, Math.min(FARTHEST, x));
    }
    return calm;
  }

  private float[] normalScores(float[] v, int offset) {
    float[] scores = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      double x = v[offset + d];
      double[] column = sorted[d];
      double room = SAME * (1 + Math.abs(x));
      int below = countBelow(column, x - room);
      int upTo = countBelow(column, x + room);
      double share = 0.5 * (below + upTo) / rows;
      double inside = Math.max(0.5 / rows, Math.min(1 - 0.5 / rows, share));
      double first = column[0];
      double last = column[rows - 1];
      double range = last > first ? last - first : 1;
      double beyond = Math.max(0, x - last) - Math.max(0, first - x);
      double score = StandardNormal.quantile(inside) + BEYOND * beyond / range;
      scores[d] = (float) Math.max(-FARTHEST, Math.min(FARTHEST, score));
    }
    return scores;
  }

  private static int countBelow(double[] sorted, double x) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
