package io.diglm.train;

import io.diglm.selective.RejectionRule.FalseAlarms;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Which rows tell what is ordinary.
 *
 * @param known indices of rows that the density learns and whose neighbours count
 * @param calibration indices of rows that it does not see, by which a novelty has its p-value
 */
record NoveltyRows(int[] known, int[] calibration) {
  /** Fewer rows than these are nothing to learn a density from. */
  private static final int LEAST = 30;

  /**
   * Returns the training rows and the validation rows. Where those are too few for a rule by false
   * alarms, and the density learns apart from the target, some training rows are kept from the
   * density and calibrate it too: the rule then holds as it does with many validation rows.
   *
   * @param apart whether the density learns apart from the target
   * @throws IllegalArgumentException if the rows are too few for the rule all the same
   */
  static NoveltyRows of(int[] train, int[] validation, OptionalDouble falseAlarms, boolean apart) {
    if (falseAlarms.isEmpty()) {
      return new NoveltyRows(train, validation);
    }
    FalseAlarms rule = new FalseAlarms(falseAlarms.getAsDouble());
    int lacking = (int) Math.min(Integer.MAX_VALUE, rule.rows() - validation.length);
    if (lacking <= 0) {
      return new NoveltyRows(train, validation);
    }
    int spare = apart ? Math.max(0, train.length - LEAST) : 0;
    rule.requireRows(validation.length + spare);
    boolean[] calibrates = new boolean[train.length];
    for (int i = 0; i < lacking; i++) {
      calibrates[(int) ((long) i * train.length / lacking)] = true;
    }
    int[] kept =
        IntStream.range(0, train.length).filter(i -> !calibrates[i]).map(i -> train[i]).toArray();
    int[] moved =
        IntStream.range(0, train.length).filter(i -> calibrates[i]).map(i -> train[i]).toArray();
    return new NoveltyRows(
        kept, IntStream.concat(IntStream.of(validation), IntStream.of(moved)).toArray());
  }

  /** Returns whether rows calibrate that trained the flow. */
  boolean shared(int validation) {
    return calibration.length > validation;
  }
}
