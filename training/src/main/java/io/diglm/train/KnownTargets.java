package io.diglm.train;

import io.diglm.model.TargetKind;
import io.diglm.schema.Target;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/** What the targets are like, by which a family and its scale are chosen. */
final class KnownTargets {
  /** At most so many distinct whole numbers are counts or grades, not measurements. */
  static final int FEW_VALUES = 30;

  /** The skewness of an exponential distribution. */
  private static final double SKEWED = 2;

  /** From this share of exact zeros on, they are not what a density has there by chance. */
  private static final double MANY_ZEROS = 0.05;

  private final TargetKind kind;
  private final double[] values;
  private final double[] sorted;
  private final double[] offsets;
  private final boolean censored;

  /**
   * Looks at targets.
   *
   * @param all of all rows, NaN where missing
   * @param train the training rows
   * @param offsets of the training rows with a target; empty if there are none
   * @param censored whether some may be known by their ends only
   */
  KnownTargets(Target target, double[] all, int[] train, double[] offsets, boolean censored) {
    kind = kind(target, all);
    values =
        Arrays.stream(train).mapToDouble(row -> all[row]).filter(y -> !Double.isNaN(y)).toArray();
    sorted = Arrays.stream(values).sorted().toArray();
    this.offsets = offsets;
    this.censored = censored;
  }

  private static TargetKind kind(Target target, double[] targets) {
    if (target.categorical()) {
      return new TargetKind(target.classes().size(), true, 0);
    }
    DoubleSummaryStatistics all =
        Arrays.stream(targets).filter(y -> !Double.isNaN(y)).summaryStatistics();
    boolean whole = Arrays.stream(targets).allMatch(y -> Double.isNaN(y) || y == Math.rint(y));
    return new TargetKind(0, whole, all.getMin(), all.getMax());
  }

  /** Returns of what kind the targets of all rows are. */
  TargetKind kind() {
    return kind;
  }

  /** Returns the targets of the training rows. */
  double[] values() {
    return values;
  }

  /** Returns the same in increasing order. */
  double[] sorted() {
    return sorted;
  }

  double[] offsets() {
    return offsets;
  }

  boolean censored() {
    return censored;
  }

  /** Returns whether so few rows have one that validation rows cannot choose. */
  boolean few() {
    return TrainingData.few(sorted.length);
  }

  /** Whether many targets are 0 and the others are positive numbers that are not whole. */
  boolean costs() {
    long zeros = Arrays.stream(sorted).filter(y -> y == 0).count();
    return kind.least() == 0 && !kind.whole() && zeros >= MANY_ZEROS * sorted.length;
  }

  /** Whether all targets are positive, much skewed, and less so in their logarithms. */
  boolean straighterLogged() {
    double skewness = skewness(sorted);
    return kind.least() > 0 && skewness > SKEWED && Math.abs(skewness(logged())) < skewness;
  }

  private double[] logged() {
    return Arrays.stream(sorted).map(Math::log).toArray();
  }

  private static double skewness(double[] values) {
    double mean = mean(values);
    double second = 0;
    double third = 0;
    for (double value : values) {
      double apart = value - mean;
      second += apart * apart / values.length;
      third += apart * apart * apart / values.length;
    }
    return third / Math.pow(second, 1.5);
  }

  /** Returns how many values there are, counting to one more than few. */
  long distinct() {
    return Arrays.stream(sorted).distinct().limit(FEW_VALUES + 1L).count();
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
