package io.diglm.predict;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.novelty.Uncertainty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The answer of a model for one row. */
public sealed interface Prediction {
  /**
   * Both answers.
   *
   * @param own p(y|x), whether or not the row is rejected
   * @param answer p(y) if the row is rejected, p(y|x) otherwise (Nalisnick et al. 2019, equation
   *     10)
   * @param classes the labels of the target's classes, in the order of their indices; empty for a
   *     number
   * @param logDensity log p(x) in nats, in the units of the user's columns; NaN if the row lacks a
   *     value that no training row lacked
   * @param novelty how unlike the training rows the row is, by the model's score; NaN if the row
   *     has no density or if the model has no calibration
   * @param noveltyPValue the share of validation rows that are at least as novel, counting the row
   *     itself; NaN if the model has no calibration
   * @param rejected whether the model refuses to answer, by its {@link
   *     io.diglm.selective.RejectionRule}
   * @param reason why the row is rejected; empty if it is not
   * @param uncertainty the uncertainty of {@code own} in two parts, if the model has a posterior of
   *     its coefficients or several members
   * @param notes further notes, one line each: the values that no training row had. Only {@link
   *     Predictor#predict(Map)} gives notes; they are empty for tables
   * @param group of the row, where intervals are calibrated by groups; empty elsewhere
   */
  record Answer(
      Distribution own,
      Distribution answer,
      List<String> classes,
      double logDensity,
      double novelty,
      double noveltyPValue,
      boolean rejected,
      String reason,
      Optional<Uncertainty> uncertainty,
      List<String> notes,
      String group)
      implements Prediction {
    /** Copies the lists. */
    public Answer {
      classes = List.copyOf(classes);
      notes = List.copyOf(notes);
    }

    /**
     * {@return the label of the most probable class (the first of equally probable classes); empty
     * for a number}
     */
    public Optional<String> label() {
      return answer instanceof ClassDistribution given && !classes.isEmpty()
          ? Optional.of(classes.get(given.mode()))
          : Optional.empty();
    }

    /** {@return the probability of each class by its label, in the order of the classes} */
    public Map<String, Double> probabilities() {
      Map<String, Double> probabilities = new LinkedHashMap<>();
      if (answer instanceof ClassDistribution given) {
        for (int k = 0; k < classes.size(); k++) {
          probabilities.put(classes.get(k), given.probability(k));
        }
      }
      return probabilities;
    }

    /** Returns the same answer with these notes. */
    Answer withNotes(List<String> notes) {
      return new Answer(
          own,
          answer,
          classes,
          logDensity,
          novelty,
          noveltyPValue,
          rejected,
          reason,
          uncertainty,
          notes,
          group);
    }

    /** Returns the same answer to a row of this group. */
    Answer withGroup(String group) {
      return new Answer(
          own,
          answer,
          classes,
          logDensity,
          novelty,
          noveltyPValue,
          rejected,
          reason,
          uncertainty,
          notes,
          group);
    }

    /** Returns the answer as one line for people. Its form may change. */
    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      if (answer instanceof ClassDistribution given && !classes.isEmpty()) {
        int mode = given.mode();
        parts.add(
            "%s with probability %s"
                .formatted(classes.get(mode), rounded(given.probability(mode))));
      } else if (answer.moments() < 2) {
        parts.add("median " + rounded(answer.quantile(0.5)));
      } else if (!Double.isNaN(answer.mean())) {
        parts.add("mean %s, sd %s".formatted(rounded(answer.mean()), rounded(answer.sd())));
      }
      parts.add("log p(x) " + rounded(logDensity));
      parts.add("novelty p-value " + rounded(noveltyPValue));
      parts.add(rejected ? "rejected: " + reason : "accepted");
      parts.addAll(notes);
      return "Answer[" + String.join("; ", parts) + "]";
    }

    private static String rounded(double value) {
      return String.format(Locale.ROOT, "%.4g", value);
    }
  }

  /**
   * The row could not be read.
   *
   * @param error the reason in one line
   */
  record Failure(String error) implements Prediction {}
}
