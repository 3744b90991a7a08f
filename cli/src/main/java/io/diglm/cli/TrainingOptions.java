package io.diglm.cli;

import picocli.CommandLine.Option;

/** How to train, beside what are settings. */
final class TrainingOptions {
  @Option(
      names = "--resume",
      description = "Go on from the checkpoint of the same fit, if it was cut short.")
  private boolean resume;

  boolean resume() {
    return resume;
  }
}
