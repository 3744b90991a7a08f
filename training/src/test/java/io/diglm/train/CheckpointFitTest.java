package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.FamilyName;
import io.diglm.model.TensorData;
import io.diglm.schema.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fit that was killed goes on from its checkpoint. */
final class CheckpointFitTest {
  private static final Table TABLE = Tables.regression(1500, 3);

  @Test
  void anInterruptedFitEndsAtTheSameWeights(@TempDir Path folder) {
    Path checkpoint = folder.resolve("model.checkpoint");
    FitConfig config = Tables.quick("y").head(h -> h.family(FamilyName.MIXTURE));
    List<Integer> epochs = new ArrayList<>();
    Killed.by(dieInEpoch(4), config, checkpoint, TABLE);
    assertTrue(Files.exists(checkpoint));
    try (FitResult resumed =
        Fit.of(config).checkpoint(checkpoint, true).listener(Killed.counting(epochs)).run(TABLE)) {
      assertEquals(List.of(4, 5, 6), epochs);
      assertEquals(weights(config), resumed.model().weights());
    }
    assertTrue(Files.exists(checkpoint), "the training, until the model is saved");
  }

  @Test
  void aCheckpointIsThereUntilTheModelIsSaved(@TempDir Path folder) {
    Path checkpoint = folder.resolve("model.checkpoint");
    FitConfig config = Tables.quick("y").head(h -> h.family(FamilyName.MIXTURE));
    List<String> measuring = new ArrayList<>();
    FitListener killed =
        new FitListener() {
          @Override
          public void stage(String what) {
            if (what.equals("measuring log p(x)")) {
              measuring.add(what);
              throw new CancellationException("killed");
            }
          }
        };
    Killed.by(killed, config, checkpoint, TABLE);
    assertEquals(List.of("measuring log p(x)"), measuring);
    List<Integer> epochs = new ArrayList<>();
    try (FitResult resumed =
        Fit.of(config).checkpoint(checkpoint, true).listener(Killed.counting(epochs)).run(TABLE)) {
      assertEquals(List.of(), epochs, "all of them are in the checkpoint");
      assertEquals(weights(config), resumed.model().weights());
    }
  }

  @Test
  void aCheckpointThatCannotBeWrittenWarnsOnce(@TempDir Path folder) {
    Path checkpoint = folder.resolve("no/such/model.checkpoint");
    FitConfig config = Tables.quick("y").head(h -> h.family(FamilyName.MIXTURE));
    List<String> warnings = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void warning(String line) {
            warnings.add(line);
          }
        };
    try (FitResult result =
        Fit.of(config)
            .checkpoint(checkpoint, false)
            .checkpointInterval(Duration.ZERO)
            .listener(listener)
            .run(TABLE)) {
      assertEquals(weights(config), result.model().weights());
    }
    assertEquals(
        List.of(
            "no checkpoint is kept: %s cannot be written: folder %s does not exist (create it or choose another)"
                .formatted(checkpoint, checkpoint.getParent())),
        warnings.stream().filter(line -> line.contains("checkpoint")).toList());
  }

  @Test
  void aCheckpointOfAnotherFitIsRefused(@TempDir Path folder) {
    Path checkpoint = folder.resolve("model.checkpoint");
    FitConfig builder = Tables.quick("y").head(h -> h.family(FamilyName.MIXTURE));
    Killed.by(dieInEpoch(2), builder, checkpoint, TABLE);
    RuntimeException refused =
        assertThrows(
            RuntimeException.class,
            () -> Fit.of(builder.run(r -> r.seed(99))).checkpoint(checkpoint, true).run(TABLE));
    assertEquals(
        checkpoint
            + " must be a checkpoint of this fit (same data, options and seed), got another"
            + " (leave out --resume to start anew)",
        refused.getMessage());
  }

  private static FitListener dieInEpoch(int epoch) {
    return new FitListener() {
      @Override
      public void step(long step, long steps, double loss, double rowsPerSecond) {
        if (step > (epoch - 1) * steps / 6 + 2) {
          throw new CancellationException("killed");
        }
      }
    };
  }

  private static Map<String, TensorData> weights(FitConfig config) {
    try (FitResult result = Fit.of(config).run(TABLE)) {
      return result.model().weights();
    }
  }
}
