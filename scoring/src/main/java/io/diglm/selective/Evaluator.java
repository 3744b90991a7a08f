package io.diglm.selective;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import java.util.Arrays;

/** Computes an {@link Evaluation} row by row. Not safe to share between threads. */
public final class Evaluator {
  private final Distribution marginal;
  private final Tally own;
  private final Tally selective;
  private long rows;
  private long rejected;
  private long dense;
  private double denseWeight;
  private double logDensities;
  private double[] losses = new double[64];
  private double[] doubts = new double[64];
  private double[] weights = new double[64];
  private int answered;

  /**
   * Starts an empty evaluation. Rejected rows are answered by {@link MarginalAnswer}.
   *
   * @param marginal p(y) of the training rows
   */
  public Evaluator(Distribution marginal) {
    this.marginal = marginal;
    boolean classes = marginal instanceof ClassDistribution;
    own = classes ? new ClassTally() : new NumberTally();
    selective = classes ? new ClassTally() : new NumberTally();
  }

  private Evaluator(Distribution marginal, Tally own, Tally selective) {
    this.marginal = marginal;
    this.own = own;
    this.selective = selective;
  }

  /**
   * {@return an empty evaluation of targets that are times and need not be observed}
   *
   * @param marginal p(y) of the training rows
   */
  public static Evaluator ofTimes(Distribution marginal) {
    return new Evaluator(marginal, new TimeTally(), new TimeTally());
  }

  /**
   * Adds a row of which only the ends are known between which its time lies.
   *
   * @param logDensity log p(x) in nats
   * @param rejected whether the model refuses the row
   * @param answer p(y|x)
   * @param low what the time is above
   * @param high what it is at most; infinite if unknown
   * @param weight finite, at least 0
   * @throws IllegalStateException if targets are not {@link #ofTimes times}
   */
  public void addBetween(
      double logDensity,
      boolean rejected,
      Distribution answer,
      double low,
      double high,
      double weight) {
    if (!(own instanceof TimeTally times && selective instanceof TimeTally others)) {
      throw new IllegalStateException("targets with ends must be times, got numbers or classes");
    }
    addUnlabelled(logDensity, rejected, weight);
    times.addBetween(answer, low, high, weight);
    others.addBetween(rejected ? marginal : answer, low, high, weight);
    count(0, 0, weight);
  }

  /**
   * Adds a row whose target is known.
   *
   * @param logDensity log p(x) in nats; NaN if the row has none; it is then left out of all means
   * @param rejected whether the row is refused
   * @param answer p(y|x)
   * @param y the target, in its own units or as a class index
   */
  public void add(double logDensity, boolean rejected, Distribution answer, double y) {
    add(logDensity, rejected, answer, y, 1);
  }

  /**
   * Adds a row whose target is known and that counts by a weight: all means are weighted, while
   * rows and rejected rows are counted.
   *
   * @param logDensity log p(x) in nats
   * @param rejected whether the model refuses the row
   * @param answer p(y|x)
   * @param y the target; the index of a class
   * @param weight finite, at least 0
   */
  public void add(
      double logDensity, boolean rejected, Distribution answer, double y, double weight) {
    addUnlabelled(logDensity, rejected, weight);
    own.add(answer, y, weight);
    selective.add(rejected ? marginal : answer, y, weight);
    if (own instanceof TimeTally) {
      count(0, 0, weight);
    } else {
      count(loss(answer, y), doubt(answer), weight);
    }
  }

  private void count(double loss, double doubt, double weight) {
    if (weight == 0) {
      return; // no share of the weight is kept by it
    }
    if (answered == losses.length) {
      losses = Arrays.copyOf(losses, 2 * answered);
      doubts = Arrays.copyOf(doubts, 2 * answered);
      weights = Arrays.copyOf(weights, 2 * answered);
    }
    losses[answered] = loss;
    weights[answered] = weight;
    doubts[answered++] = doubt;
  }

  private static double loss(Distribution answer, double y) {
    return answer instanceof ClassDistribution classes
        ? (classes.mode() == y ? 0 : 1)
        : Math.abs(Bounds.error(answer.mean() - y));
  }

  private static double doubt(Distribution answer) {
    return answer instanceof ClassDistribution classes
        ? 1 - classes.probability(classes.mode())
        : answer.sd();
  }

  /**
   * {@return the mean loss of the kept rows as fewer rows are kept, the most certain by p(y|x)
   * first} For classes the loss is the error, and the score is the confidence minus 1. For numbers
   * the loss is the absolute error, and the score is minus the standard deviation.
   *
   * @throws IllegalArgumentException if no row had a target, or if targets are times that need not
   *     be observed, so that errors are not known
   */
  public RiskCoverage riskCoverage() {
    if (own instanceof TimeTally) {
      throw new IllegalArgumentException("errors must be known, got targets that may be censored");
    }
    double[] scores = Arrays.stream(doubts, 0, answered).map(doubt -> -doubt).toArray();
    return RiskCoverage.of(
        Arrays.copyOf(losses, answered), scores, Arrays.copyOf(weights, answered));
  }

  /**
   * Adds a row whose target is missing. It counts in rows, in rejected and in the mean log-density.
   *
   * @param logDensity log p(x) in nats
   * @param rejected whether the model refuses the row
   */
  public void addUnlabelled(double logDensity, boolean rejected) {
    addUnlabelled(logDensity, rejected, 1);
  }

  /**
   * Adds a row whose target is missing and that counts by a weight.
   *
   * @param logDensity log p(x) in nats
   * @param rejected whether the model refuses the row
   * @param weight finite, at least 0
   */
  public void addUnlabelled(double logDensity, boolean rejected, double weight) {
    rows++;
    this.rejected += rejected ? 1 : 0;
    if (!Double.isNaN(logDensity)) {
      dense++;
      denseWeight += weight;
      logDensities += weight * logDensity;
    }
  }

  /** {@return whether any row had a target, and a weight if rows have weights} */
  public boolean labelled() {
    return answered > 0;
  }

  /** {@return whether any row had a density, and a weight if rows have weights} */
  public boolean dense() {
    return denseWeight > 0;
  }

  /**
   * {@return the means so far}
   *
   * @throws IllegalArgumentException if no row had a target, or if none had a density
   */
  public Evaluation evaluation() {
    requireOne("target", own.rows());
    requireWeight(answered > 0);
    DensityEvaluation density = density();
    return new Evaluation(
        rows, rejected, own.measures(), density.logDensity(), selective.measures());
  }

  /**
   * {@return the evaluation of p(x) on all rows so far, with or without a target}
   *
   * @throws IllegalArgumentException if none had a density
   */
  public DensityEvaluation density() {
    requireOne("density", dense);
    requireWeight(denseWeight > 0);
    return new DensityEvaluation(
        rows, rejected, new Evaluation.LogDensity(logDensities / denseWeight));
  }

  private void requireWeight(boolean some) {
    if (!some) {
      throw new IllegalArgumentException(
          "weights must include a positive one, got 0 in all of %d rows".formatted(rows));
    }
  }

  private void requireOne(String what, long having) {
    if (having == 0) {
      throw new IllegalArgumentException(
          "rows must include one with a %s, got %d without".formatted(what, rows));
    }
  }
}
