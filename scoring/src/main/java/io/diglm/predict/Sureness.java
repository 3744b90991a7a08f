package io.diglm.predict;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.selective.RiskControl;
import io.diglm.selective.RiskRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The certainty of an answer, and the rule by which only certain answers are given.
 *
 * <p>The candidate thresholds are quantiles of the certainty of the kept training rows, which do
 * not depend on the calibration rows. Images are not kept; they have a fixed grid of thresholds.
 */
public final class Sureness {
  private static final int THRESHOLDS = 100;
  private static final double STEP = 25;

  private Sureness() {}

  /**
   * Returns the probability that the answer is right: for a class its probability, for a number the
   * probability that it is off by at most the tolerance.
   *
   * @param tolerance NaN for classes
   */
  static double of(Distribution own, double tolerance) {
    if (own instanceof ClassDistribution classes) {
      return classes.probability(classes.mode());
    }
    double mean = own.mean();
    double inside = own.cdf(mean + tolerance) - own.cdfBelow(mean - tolerance);
    return Double.isNaN(inside) ? 0 : Math.max(0, Math.min(1, inside));
  }

  private static boolean wrong(Distribution own, double y, double tolerance) {
    return own instanceof ClassDistribution classes
        ? classes.mode() != (int) y
        : !(Math.abs(own.mean() - y) <= tolerance);
  }

  /**
   * {@return the rule under which at most a stated share of the answered rows is wrong} Rows that
   * the model refuses for novelty do not count.
   *
   * @param predictor a model without such a rule
   * @param labelled rows that did not train
   * @param control the stated share and its confidence
   * @param tolerance by how much a number may be off; NaN for classes
   * @throws IllegalArgumentException if there is no such rule; the message says how many rows it
   *     takes, or how wrong the surest answers are
   */
  public static RiskRule rule(
      Predictor predictor, Table labelled, RiskControl control, double tolerance) {
    Schema schema = predictor.manifest().schema();
    requireTolerance(schema, tolerance);
    schema.requireObserved("threshold --risk");
    double[] y = schema.targets(labelled).values();
    List<Prediction> predictions = predictor.predict(labelled);
    List<Distribution> answers = new ArrayList<>();
    List<Double> targets = new ArrayList<>();
    int rows = 0;
    for (int row = 0; row < y.length; row++) {
      if (!Double.isNaN(y[row])) {
        rows++;
        if (predictions.get(row) instanceof Prediction.Answer answer && !answer.rejected()) {
          answers.add(answer.own());
          targets.add(y[row]);
        }
      }
    }
    double[] sure = answers.stream().mapToDouble(own -> of(own, tolerance)).toArray();
    boolean[] wrong = new boolean[sure.length];
    for (int row = 0; row < wrong.length; row++) {
      wrong[row] = wrong(answers.get(row), targets.get(row), tolerance);
    }
    if (sure.length < control.rows()) {
      throw new IllegalArgumentException(
          "risk of %s with confidence %s must be shown by at least %,d labelled rows that are answered, got %,d"
              .formatted(control.risk(), control.confidence(), control.rows(), sure.length));
    }
    double[] thresholds = thresholds(predictor, tolerance);
    Optional<RiskControl.Choice> choice = control.choose(thresholds, sure, wrong);
    int all = rows;
    return choice
        .map(
            c ->
                new RiskRule(
                    control.risk(),
                    control.confidence(),
                    tolerance,
                    c.least(),
                    all,
                    (double) c.answered() / all))
        .orElseThrow(() -> tooWrong(control, sure, wrong));
  }

  private static void requireTolerance(Schema schema, double tolerance) {
    schema.requireTarget();
    boolean classes = !schema.classes().isEmpty();
    if (classes && !Double.isNaN(tolerance)) {
      throw new IllegalArgumentException("tolerance must be of numbers, got a target of classes");
    }
    if (!classes && !(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "risk of a number must come with a tolerance above 0, got "
              + (Double.isNaN(tolerance) ? "none" : tolerance));
    }
  }

  /** Says how wrong the surest rows are that could have shown the risk. */
  private static IllegalArgumentException tooWrong(
      RiskControl control, double[] sure, boolean[] wrong) {
    double[] sorted = sure.clone();
    Arrays.sort(sorted);
    double least = sorted[(int) (sorted.length - control.rows())];
    RiskControl.Choice surest = RiskControl.at(least, sure, wrong);
    return new IllegalArgumentException(
        "risk of %s with confidence %s must be shown by the surest rows, got %,d wrong of the surest %,d of %,d (allow more, or label more rows)"
            .formatted(
                control.risk(),
                control.confidence(),
                surest.wrong(),
                surest.answered(),
                sure.length));
  }

  private static double[] thresholds(Predictor predictor, double tolerance) {
    float[] kept = predictor.reference().rows();
    if (kept.length == 0) {
      double[] fixed = new double[THRESHOLDS + 1];
      Arrays.setAll(fixed, i -> 1 - Math.pow(10, -i / STEP));
      return fixed;
    }
    Table known = predictor.encoder().decode(kept, kept.length / predictor.encoder().dimension());
    double[] sure =
        predictor.evidence(known).stream()
            .mapToDouble(row -> of(row.own(), tolerance))
            .sorted()
            .toArray();
    double[] thresholds = new double[THRESHOLDS];
    Arrays.setAll(thresholds, i -> i == 0 ? 0 : sure[(int) ((long) i * sure.length / THRESHOLDS)]);
    return thresholds;
  }
}
