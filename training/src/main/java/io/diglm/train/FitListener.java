package io.diglm.train;

/** Hears how a fit goes, and may end it. Called on the thread that fits. */
public interface FitListener {
  /** Hears nothing, ends nothing. */
  FitListener SILENT = new FitListener() {};

  /** A new stage, such as "choosing the family". */
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

  /** After an epoch. */
  default void epoch(EpochRecord record) {}

  /** Something that the user should know, one line. */
  default void warning(String line) {}

  /** Returns whether to stop now and keep the best model so far. */
  default boolean stopRequested() {
    return false;
  }
}
