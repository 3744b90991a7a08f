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
  /** The rate that people ask for after the fit. */
  static final double COMMON_RATE = 0.01;

  /** Fewer rows than these are nothing to learn a density from. */
  private static final int LEAST = 30;

  /** For the common rate, a fit without a rate keeps at most this share from the density. */
  private static final double MOST_UNASKED = 0.02;

  /**
   * Returns the training rows and the validation rows. Where those are too few for a rule by false
   * alarms, and the density learns apart from the target, some training rows are kept from the
   * density and calibrate it too: the rule then holds as it does with many validation rows. Without
   * a rule, the same is done for the common rate if few rows are enough, so that it can be asked
   * for later.
   *
   * @param apart whether the density learns apart from the target
   * @throws IllegalArgumentException if the rows are too few for the rule all the same
   */
  static NoveltyRows of(int[] train, int[] validation, OptionalDouble falseAlarms, boolean apart) {
    FalseAlarms rule = new FalseAlarms(falseAlarms.orElse(COMMON_RATE));
    long lacking = rule.rows() - validation.length;
    int spare = apart ? Math.max(0, train.length - LEAST) : 0;
    boolean left = falseAlarms.isEmpty() && lacking > MOST_UNASKED * spare;
    if (lacking <= 0 || left) {
      return new NoveltyRows(train, validation);
    }
    rule.requireRows(validation.length + spare, remedy(rule, train.length, apart));
    return shared(train, validation, (int) lacking);
  }

  /** Says how more rows could calibrate; nothing where all that can be had already do. */
  private static String remedy(FalseAlarms rule, int train, boolean apart) {
    return apart || rule.rows() > train
        ? ""
        : ", or hold out more by --validation %d".formatted(rule.rows());
  }

  private static NoveltyRows shared(int[] train, int[] validation, int lacking) {
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
