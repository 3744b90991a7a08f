package io.diglm.experiments;

/** An experiment, of the paper or of our own, that can be repeated. */
public interface Experiment {
  /** Returns its name on the command line. */
  String name();

  /** Returns the heading of its page. */
  String title();

  /** Returns its source, such as {@code section 6.1, figure 2}. */
  String section();

  /**
   * Runs it.
   *
   * @throws IllegalArgumentException if a file that it needs is not there
   */
  ExperimentResult run(Context context);
}
