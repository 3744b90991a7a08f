package io.diglm.selective;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The mean loss of the kept rows as a function of the share of rows kept (El-Yaniv and Wiener
 * 2010).
 *
 * @param coverage share of the rows kept, increasing to 1 (N)
 * @param risk their mean loss (N), in the units of the loss
 * @param score of the last row kept (N), decreasing
 * @param area AURC, the mean of the risk over all coverages 1/N, 2/N, ..., 1 (Geifman et al. 2019)
 */
public record RiskCoverage(double[] coverage, double[] risk, double[] score, double area) {
  /**
   * {@return the curve of rows kept in order of decreasing score} Rows of equal score count with
   * their mean loss, so that the order of the rows does not matter.
   *
   * @param loss of each row (N), N &gt;= 1
   * @param score log-density or confidence of each row (N)
   * @throws IllegalArgumentException if there are no rows, or if the lengths differ
   */
  public static RiskCoverage of(double[] loss, double[] score) {
    return of(loss, score, DoubleStream.generate(() -> 1).limit(loss.length).toArray());
  }

  /**
   * {@return the same of rows that count by their weights: coverage is then the share of the weight
   * kept, risk the weighted mean loss, and the area the weighted mean of the risk}
   *
   * @param loss of each row (N)
   * @param score by which rows are kept, the highest first (N)
   * @param weight of each row (N), positive
   */
  public static RiskCoverage of(double[] loss, double[] score, double[] weight) {
    if (loss.length == 0 || loss.length != score.length) {
      throw new IllegalArgumentException(
          "losses and scores must be equally many and at least 1, got %d and %d"
              .formatted(loss.length, score.length));
    }
    int[] order = order(score);
    double[] ordered = ordered(loss, score, weight, order);
    double[] coverage = new double[loss.length];
    double all = Arrays.stream(weight).sum();
    double total = 0;
    double kept = 0;
    double area = 0;
    for (int i = 0; i < ordered.length; i++) {
      double own = weight[order[i]];
      kept += own;
      total += own * ordered[i];
      coverage[i] = kept / all;
      ordered[i] = total / kept;
      area += own * ordered[i];
    }
    double[] scores = IntStream.of(order).mapToDouble(i -> score[i]).toArray();
    return new RiskCoverage(coverage, ordered, scores, area / all);
  }

  /**
   * {@return the curve at this many evenly spaced rows, always including the last one, with the
   * same area}
   *
   * @param points at least 1
   */
  public RiskCoverage thinned(int points) {
    if (points < 1) {
      throw new IllegalArgumentException("points must be at least 1, got " + points);
    }
    int rows = risk.length;
    int count = Math.min(points, rows);
    int[] rank = IntStream.range(0, count).map(i -> (int) ((i + 1L) * rows / count) - 1).toArray();
    return new RiskCoverage(
        Arrays.stream(rank).mapToDouble(i -> coverage[i]).toArray(),
        Arrays.stream(rank).mapToDouble(i -> risk[i]).toArray(),
        Arrays.stream(rank).mapToDouble(i -> score[i]).toArray(),
        area);
  }

  /**
   * {@return how many of the N rows, those with the highest scores, can be kept at a mean loss of
   * at most {@code most}} Rows of equal score are kept together or not at all.
   *
   * @param most mean loss of the kept rows
   */
  public int rowsWithin(double most) {
    int rows = risk.length;
    while (rows > 0 && !(risk[rows - 1] <= most && lastOfItsScore(rows))) {
      rows--;
    }
    return rows;
  }

  private boolean lastOfItsScore(int rows) {
    return rows == score.length || Double.compare(score[rows], score[rows - 1]) != 0;
  }

  private static int[] order(double[] score) {
    return IntStream.range(0, score.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> score[i]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double[] ordered(double[] loss, double[] score, double[] weight, int[] order) {
    double[] result = new double[loss.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      double sum = 0;
      double tied = 0;
      while (to < order.length && Double.compare(score[order[to]], score[order[from]]) == 0) {
        tied += weight[order[to]];
        sum += weight[order[to]] * loss[order[to++]];
      }
      Arrays.fill(result, from, to, sum / tied);
      from = to;
    }
    return result;
  }
}
