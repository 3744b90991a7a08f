package io.diglm.insight;

import io.diglm.model.ClassFamily;
import io.diglm.model.HeadConfig;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What effects are effects on, as functions of the linear predictors of a row: the mean, or the
 * probabilities of classes (of two classes that of the second).
 *
 * @param head the head
 * @param names a name for each (O), such as {@code mean} or {@code P(high)}
 */
record Outputs(HeadConfig head, List<String> names) {
  /** For central differences in double precision, whose error is about 1e-10. */
  private static final double STEP = 1e-5;

  /** Outputs of a model with these classes, none for a number. */
  static Outputs of(HeadConfig head, List<String> classes) {
    int first = classes.size() == 2 ? 1 : 0;
    List<String> names =
        classes.isEmpty()
            ? List.of("mean")
            : IntStream.range(first, classes.size())
                .mapToObj(k -> "P(" + classes.get(k) + ")")
                .toList();
    return new Outputs(head, names);
  }

  /** Returns O. */
  int size() {
    return names.size();
  }

  /** Returns the outputs (O) at linear predictors (P). */
  double[] values(double[] eta) {
    if (head.definition() instanceof ClassFamily family) {
      double[] logs = new double[family.classes(head.count())];
      family.logProbabilities(head, eta, logs);
      return Arrays.stream(logs, logs.length - size(), logs.length).map(Math::exp).toArray();
    }
    return new double[] {head.distribution(eta, 0).mean()};
  }

  /** Returns the derivatives of each output by the predictors that depend on z (O, P'). */
  double[] slopes(double[] eta) {
    return head.definition() instanceof ClassFamily family ? ofClasses(family, eta) : ofMean(eta);
  }

  private double[] ofClasses(ClassFamily family, double[] eta) {
    int linear = head.linearPredictors();
    int classes = family.classes(head.count());
    double[] values = values(eta);
    double[] slopes = new double[size() * linear];
    for (int o = 0; o < size(); o++) {
      double[] byLogs = new double[classes];
      byLogs[classes - size() + o] = values[o];
      double[] byEta = new double[eta.length];
      family.addGradient(head, eta, byLogs, byEta);
      System.arraycopy(byEta, 0, slopes, o * linear, linear);
    }
    return slopes;
  }

  private double[] ofMean(double[] eta) {
    double[] slopes = new double[head.linearPredictors()];
    double[] moved = eta.clone();
    for (int p = 0; p < slopes.length; p++) {
      moved[p] = eta[p] + STEP;
      double above = head.distribution(moved, 0).mean();
      moved[p] = eta[p] - STEP;
      slopes[p] = (above - head.distribution(moved, 0).mean()) / (2 * STEP);
      moved[p] = eta[p];
    }
    return slopes;
  }
}
