package io.diglm.server.models;

import io.diglm.predict.AnswerChoice;
import io.diglm.predict.JointColumns;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is answered for each row: the options of {@code diglm predict}.
 *
 * @param interval the share of a central interval; 0.9 unless given
 * @param coverage of a calibrated interval or set of labels
 * @param quantiles numbers in (0, 1), separated by commas
 * @param above numbers whose probability to be exceeded is added, separated by commas
 * @param shortfall probabilities of expected shortfalls to add, separated by commas
 * @param explain whether to add {@code why} and {@code nearest_accepted}
 */
public record AnswerOptions(
    Optional<Double> interval,
    Optional<Double> coverage,
    Optional<String> quantiles,
    Optional<String> above,
    Optional<String> shortfall,
    boolean explain) {
  /** The defaults of the command. */
  public static final AnswerOptions USUAL =
      new AnswerOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false);

  /** Returns whether all options except explanations are the defaults. */
  boolean usual() {
    return interval.isEmpty()
        && coverage.isEmpty()
        && quantiles.isEmpty()
        && above.isEmpty()
        && shortfall.isEmpty();
  }

  /** Returns the columns of all targets. */
  JointColumns columns(JointPredictor joint) {
    if (joint.targets().size() > 1 && !purposes().isEmpty()) {
      throw new IllegalArgumentException(
          "answers for a purpose must be of one target, got a model of "
              + String.join(", ", joint.targets()));
    }
    List<Purpose> purposes = purposes();
    return new JointColumns(joint, answers(joint).stream().map(own -> own.with(purposes)).toList());
  }

  private List<Purpose> purposes() {
    List<Purpose> purposes = new ArrayList<>();
    above.ifPresent(
        text ->
            Arrays.stream(numbers("above", text))
                .mapToObj(Purpose.Above::new)
                .forEach(purposes::add));
    shortfall.ifPresent(
        text ->
            Arrays.stream(numbers("shortfall", text))
                .mapToObj(Purpose.Shortfall::new)
                .forEach(purposes::add));
    return purposes;
  }

  private List<PredictionColumns> answers(JointPredictor joint) {
    List<Double> wanted =
        quantiles
            .map(text -> Arrays.stream(numbers("quantiles", text)).boxed().toList())
            .orElse(List.of());
    return new AnswerChoice(interval, coverage, wanted).columns(joint);
  }

  private static double[] numbers(String what, String text) {
    try {
      return Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s must be numbers separated by commas, got '%s'".formatted(what, text), e);
    }
  }
}
