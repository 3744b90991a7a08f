package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.schema.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Fits that do not come to their end. */
final class Killed {
  private Killed() {}

  /** Runs a fit that keeps a checkpoint, until its listener throws. */
  static void by(FitListener listener, FitConfig config, Path checkpoint, Table table) {
    assertThrows(
        CancellationException.class,
        () ->
            Fit.of(config)
                .checkpoint(checkpoint, false)
                .checkpointInterval(Duration.ZERO)
                .listener(listener)
                .run(table));
  }

  /** Adds the number of each epoch to a list. */
  static FitListener counting(List<Integer> epochs) {
    return new FitListener() {
      @Override
      public void epoch(EpochRecord record) {
        epochs.add(record.epoch());
      }
    };
  }
}
