package io.diglm.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How well the probability of one of two classes tells its rows from the others, at each threshold.
 * A row counts as positive if its probability is at least the threshold.
 *
 * @param positive the class whose probability it is
 * @param threshold the distinct probabilities, descending
 * @param recall share of the positive rows that count as positive, ascending
 * @param falsePositives share of the other rows that count as positive, ascending
 * @param precision share of positive rows among those that count as positive
 * @param auroc the area under recall over false positives: the probability that a positive row has
 *     a higher probability than another row, where equal ones count half
 * @param averagePrecision sum over thresholds of precision times the increase of recall
 * @param share share of the positive rows among all
 */
public record ThresholdCurve(
    String positive,
    double[] threshold,
    double[] recall,
    double[] falsePositives,
    double[] precision,
    double auroc,
    double averagePrecision,
    double share) {

  /**
   * Measures the probabilities of some rows; empty if all rows have the same class.
   *
   * @param positive label of the positive class
   * @param probability of the positive class for each row (N)
   * @param actual whether a row is of the positive class
   * @return the curve
   */
  public static Optional<ThresholdCurve> of(
      String positive, double[] probability, boolean[] actual) {
    int rows = actual.length;
    double positives = IntStream.range(0, rows).filter(i -> actual[i]).count();
    if (positives == 0 || positives == rows) {
      return Optional.empty();
    }
    int[] order =
        IntStream.range(0, rows)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -probability[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[][] points = new double[4][rows];
    int size = 0;
    int hits = 0;
    double area = 0;
    double mean = 0;
    for (int k = 0; k < rows; k++) {
      hits += actual[order[k]] ? 1 : 0;
      if (k + 1 == rows || probability[order[k + 1]] < probability[order[k]]) {
        double recall = hits / positives;
        double wrong = (k + 1 - hits) / (rows - positives);
        double precision = hits / (k + 1.);
        double before = size == 0 ? 0 : points[1][size - 1];
        double wrongBefore = size == 0 ? 0 : points[2][size - 1];
        area += (wrong - wrongBefore) * (recall + before) / 2;
        mean += (recall - before) * precision;
        points[0][size] = probability[order[k]];
        points[1][size] = recall;
        points[2][size] = wrong;
        points[3][size++] = precision;
      }
    }
    int last = size;
    double[][] kept =
        Arrays.stream(points).map(p -> Arrays.copyOf(p, last)).toArray(double[][]::new);
    return Optional.of(
        new ThresholdCurve(
            positive, kept[0], kept[1], kept[2], kept[3], area, mean, positives / rows));
  }
}
