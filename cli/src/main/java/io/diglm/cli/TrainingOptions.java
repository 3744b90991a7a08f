package io.diglm.cli;

import picocli.CommandLine.Option;

/** How to train, beside what are settings. */
final class TrainingOptions {
  @Option(
      names = "--resume",
      description = "Continue from the checkpoint of the same fit if it was interrupted.")
  private boolean resume;

  boolean resume() {
    return resume;
  }
}
