package io.diglm.reporting;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.predict.Prediction;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The numbers of many predictions, one entry per row.
 *
 * @param row its index in the table, from 0
 * @param actual the target, or the index of its class; NaN if missing
 * @param predicted E[y|x], or the index of the most probable class
 * @param doubt the standard deviation of p(y|x), or 1 - p(predicted|x)
 * @param pit F(y|x); for whole numbers, a point drawn uniformly from the step of F, which keeps it
 *     uniform for a calibrated model (Smith 1985); NaN if the target is missing or a class
 * @param nll -log p(y|x) in nats; NaN if the target is missing
 * @param logDensity log p(x) in nats
 * @param rejected whether the rule refuses the row
 */
record Answers(
    int[] row,
    double[] actual,
    double[] predicted,
    double[] doubt,
    double[] pit,
    double[] nll,
    double[] logDensity,
    boolean[] rejected) {
  int size() {
    return row.length;
  }

  /** Returns the indices of the rows with a target. */
  int[] labelled() {
    return IntStream.range(0, row.length).filter(i -> !Double.isNaN(actual[i])).toArray();
  }

  /** Fills the arrays row by row. */
  static final class Builder {
    private static final long SEED = 1;

    private final Answers all;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private int size;

    Builder(int rows) {
      all =
          new Answers(
              new int[rows],
              new double[rows],
              new double[rows],
              new double[rows],
              new double[rows],
              new double[rows],
              new double[rows],
              new boolean[rows]);
    }

    void add(int row, Prediction.Answer answer, double target) {
      Distribution own = answer.own();
      all.row[size] = row;
      all.actual[size] = target;
      all.nll[size] =
          Double.isNaN(target) ? Double.NaN : -Bounds.logDensity(own.logDensity(target));
      all.logDensity[size] = answer.logDensity();
      all.rejected[size] = answer.rejected();
      if (own instanceof ClassDistribution classes) {
        all.predicted[size] = classes.mode();
        all.doubt[size] = 1 - classes.probability(classes.mode());
        all.pit[size] = Double.NaN;
      } else {
        all.predicted[size] = own.mean();
        all.doubt[size] = own.sd();
        all.pit[size] = Double.isNaN(target) ? Double.NaN : pit(own, target);
      }
      size++;
    }

    private double pit(Distribution own, double target) {
      double below = own.cdfBelow(target);
      return below + random.nextDouble() * (own.cdf(target) - below);
    }

    Answers build() {
      return new Answers(
          Arrays.copyOf(all.row, size),
          Arrays.copyOf(all.actual, size),
          Arrays.copyOf(all.predicted, size),
          Arrays.copyOf(all.doubt, size),
          Arrays.copyOf(all.pit, size),
          Arrays.copyOf(all.nll, size),
          Arrays.copyOf(all.logDensity, size),
          Arrays.copyOf(all.rejected, size));
    }
  }
}
