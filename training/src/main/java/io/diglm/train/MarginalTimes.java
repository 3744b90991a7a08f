package io.diglm.train;

import io.diglm.distribution.Distribution;
import io.diglm.model.HeadConfig;
import io.diglm.schema.TargetEnds;
import java.util.stream.IntStream;

/**
 * p(y) of times some of which are known by their ends only: the family of the model with the
 * predictors of most likelihood, the same for all rows. Frequencies would take a censored time for
 * one that was observed.
 */
final class MarginalTimes {
  /** The most rows that are looked at, picked evenly. */
  private static final int MOST_ROWS = 10_000;

  private static final int STEPS = 600;
  private static final double RATE = 0.1;
  private static final double FIRST = 0.9;
  private static final double SECOND = 0.99;
  private static final double TINY = 1e-8;

  private final HeadConfig head;
  private final double[] y;
  private final TargetEnds ends;
  private final double[] weights;
  private final int[] rows;

  private MarginalTimes(HeadConfig head, double[] y, TargetEnds ends, double[] weights) {
    this.head = head;
    this.y = y;
    this.ends = ends;
    this.weights = weights;
    rows = Portions.evenly(IntStream.range(0, y.length).toArray(), MOST_ROWS);
  }

  /**
   * Returns p(y).
   *
   * @param y targets (N)
   * @param ends between which they lie
   * @param weights how much each row counts (N)
   */
  static Distribution of(HeadConfig head, double[] y, TargetEnds ends, double[] weights) {
    return head.distribution(new MarginalTimes(head, y, ends, weights).likeliest(), 0);
  }

  /** Adam with a rate that falls to 0 (Kingma and Ba 2015), from where training starts. */
  private double[] likeliest() {
    double[] eta = new double[head.predictors()];
    head.definition().start(head, 0, eta);
    double[] first = new double[eta.length];
    double[] second = new double[eta.length];
    for (int step = 1; step <= STEPS; step++) {
      double[] slope = slope(eta);
      double rate = RATE * (1 - (step - 1.0) / STEPS);
      for (int p = 0; p < eta.length; p++) {
        first[p] = FIRST * first[p] + (1 - FIRST) * slope[p];
        second[p] = SECOND * second[p] + (1 - SECOND) * slope[p] * slope[p];
        double mean = first[p] / (1 - Math.pow(FIRST, step));
        double square = second[p] / (1 - Math.pow(SECOND, step));
        eta[p] += rate * mean / (Math.sqrt(square) + TINY);
      }
    }
    return eta;
  }

  /** Returns the gradient of the mean log-likelihood by eta. */
  private double[] slope(double[] eta) {
    double[] sum = new double[eta.length];
    double[] own = new double[eta.length];
    double all = 0;
    for (int row : rows) {
      if (ends.censored(row)) {
        double low = head.standardised(ends.low(row));
        head.logBetween(eta, 0, low, head.standardised(ends.high(row)), own);
      } else {
        head.logLikelihood(eta, 0, head.standardised(y[row]), own);
      }
      all += weights[row];
      for (int p = 0; p < sum.length; p++) {
        sum[p] += weights[row] * own[p];
      }
    }
    for (int p = 0; p < sum.length; p++) {
      sum[p] /= Math.max(all, TINY);
    }
    return sum;
  }
}
