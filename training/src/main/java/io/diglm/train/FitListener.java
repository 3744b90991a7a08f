package io.diglm.train;

/** Hears how a fit goes, and may end it. Called by one thread at a time. */
public interface FitListener {
  /** Hears nothing, ends nothing. */
  FitListener SILENT = new FitListener() {};

  /**
   * Hears of a new stage, such as "choosing the family".
   *
   * @param what name of the stage
   */
  default void stage(String what) {}

  /**
   * After a training step.
   *
   * @param step done so far
   * @param steps planned in all
   * @param loss -(log p(y|x) + lambda log p(x)) a row, in nats
   * @param rowsPerSecond over the last steps
   */
  default void step(long step, long steps, double loss, double rowsPerSecond) {}

  /**
   * Hears of the end of an epoch.
   *
   * @param record measures of the epoch
   */
  default void epoch(EpochRecord record) {}

  /**
   * Hears of something that the user should know.
   *
   * @param line the warning
   */
  default void warning(String line) {}

  /** {@return whether to stop now and keep the best model so far} */
  default boolean stopRequested() {
    return false;
  }
}
