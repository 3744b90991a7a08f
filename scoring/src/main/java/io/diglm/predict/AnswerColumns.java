package io.diglm.predict;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.novelty.Uncertainty;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * The columns of a prediction that answer for a target.
 *
 * @param target of the model
 * @param bayesian whether a part of the uncertainty is that of the coefficients
 * @param names of the first columns
 * @param probabilities of the quantiles of a number, which the columns end with
 * @param coverage how the interval or set of labels is calibrated, if it is
 * @param purposes each of which adds a column
 */
record AnswerColumns(
    Target target,
    boolean bayesian,
    List<String> names,
    double[] probabilities,
    Optional<Coverage> coverage,
    List<Purpose> purposes) {

  /** Returns the class and its probabilities. */
  static AnswerColumns ofClasses(Target target, boolean bayesian) {
    return new AnswerColumns(
        target, bayesian, classColumns(target), new double[0], Optional.empty(), List.of());
  }

  /** Returns the moments of a number and these quantiles. */
  static AnswerColumns ofNumber(
      Target target, boolean bayesian, List<String> quantiles, double... probabilities) {
    List<String> names = new ArrayList<>(List.of("mean", "sd"));
    names.addAll(quantiles);
    return new AnswerColumns(
        target, bayesian, names, probabilities.clone(), Optional.empty(), List.of());
  }

  /**
   * A database would treat names that differ only in letter case as one name. Such names get
   * underscores.
   */
  private static List<String> classColumns(Target target) {
    List<String> names = new ArrayList<>(List.of("class"));
    Set<String> seen = new HashSet<>();
    for (String label : target.classes()) {
      String name = "probability_" + label;
      while (!seen.add(name.toLowerCase(Locale.ROOT))) {
        name += "_";
      }
      names.add(name);
    }
    return names;
  }

  /** Returns the same with a calibrated interval or set, and without purposes. */
  AnswerColumns covered(Coverage how) {
    return new AnswerColumns(target, bayesian, names, probabilities, Optional.of(how), List.of());
  }

  /**
   * Returns the same with these purposes.
   *
   * @throws IllegalArgumentException if one does not suit the target
   */
  AnswerColumns with(List<Purpose> wanted) {
    wanted.forEach(purpose -> purpose.requireFits(target));
    List<Purpose> fitted =
        wanted.stream()
            .map(p -> p instanceof Purpose.Costs costs ? costs.ordered(target) : p)
            .toList();
    return new AnswerColumns(target, bayesian, names, probabilities, coverage, fitted);
  }

  /** Returns the columns of these predictions. */
  List<Column> of(Columns columns) {
    List<Column> all = new ArrayList<>();
    if (target.categorical()) {
      all.add(columns.texts("class", answer -> label(target, answer.answer())));
      for (int k = 0; k < target.classes().size(); k++) {
        int label = k;
        all.add(columns.numbers(names.get(k + 1), a -> probability(a.answer(), label)));
      }
      coverage.ifPresent(c -> all.add(columns.texts("labels", a -> c.labels(target, a))));
    } else {
      all.add(columns.numbers("mean", once(answer -> mean(answer.answer()))));
      all.add(columns.numbers("sd", once(answer -> sd(answer.answer()))));
      for (int q = 0; q < probabilities.length; q++) {
        double p = probabilities[q];
        boolean upper = q == 1;
        all.add(columns.numbers(names.get(q + 2), once(answer -> end(answer, p, upper))));
      }
    }
    purposes.forEach(purpose -> all.add(purpose.of(columns)));
    if (bayesian) {
      String measure = target.categorical() ? "entropy" : "sd";
      all.add(columns.numbers(measure + "_noise", a -> part(a, Uncertainty::noise)));
      all.add(columns.numbers(measure + "_model", a -> part(a, Uncertainty::model)));
    }
    return all;
  }

  /** Computes a number only once for all rejected rows, since their answer is always p(y). */
  private static ToDoubleFunction<Prediction.Answer> once(ToDoubleFunction<Prediction.Answer> of) {
    Map<Distribution, Double> known = new ConcurrentHashMap<>();
    return answer ->
        answer.rejected()
            ? known.computeIfAbsent(answer.answer(), any -> of.applyAsDouble(answer))
            : of.applyAsDouble(answer);
  }

  private double end(Prediction.Answer answer, double p, boolean upper) {
    return coverage.map(c -> c.end(answer, p, upper)).orElseGet(() -> answer.answer().quantile(p));
  }

  /** Missing if there is none. */
  private static double mean(Distribution answer) {
    return answer.moments() < 1 ? Double.NaN : answer.mean();
  }

  private static double sd(Distribution answer) {
    return answer.moments() < 2 ? Double.NaN : answer.sd();
  }

  private static double part(Prediction.Answer answer, ToDoubleFunction<Uncertainty> part) {
    return answer.own().moments() < 2
        ? Double.NaN
        : answer.uncertainty().map(part::applyAsDouble).orElse(Double.NaN);
  }

  private static String label(Target target, Distribution answer) {
    return target.classes().get(((ClassDistribution) answer).mode());
  }

  private static double probability(Distribution answer, int k) {
    return ((ClassDistribution) answer).probability(k);
  }
}
