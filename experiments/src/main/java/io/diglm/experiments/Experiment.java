package io.diglm.experiments;

/** An experiment, of the paper or of our own, that can be repeated. */
public interface Experiment {
  /** {@return its name on the command line} */
  String name();

  /** {@return the heading of its page} */
  String title();

  /** {@return its source, such as {@code section 6.1, figure 2}} */
  String section();

  /**
   * Runs the experiment.
   *
   * @param context preset, seed, folders and what was done before
   * @return tables, pictures and notes
   * @throws IllegalArgumentException if a file that it needs is not there
   */
  ExperimentResult run(Context context);
}
