package io.diglm.experiments;

/** One experiment of the paper, or beside it, that can be run again. */
public interface Experiment {
  /** Returns what the command calls it. */
  String name();

  /** Returns the heading of its page. */
  String title();

  /** Returns where it is from, such as {@code section 6.1, figure 2}. */
  String section();

  /**
   * Runs it.
   *
   * @throws IllegalArgumentException if a file that it needs is not there
   */
  ExperimentResult run(Context context);
}
