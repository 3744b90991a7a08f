package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.FamilyName;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** Fails as a model does that does not answer its golden rows. */
  private static FitListener failing(RuntimeException failure, List<String> warnings) {
    return new FitListener() {
      @Override
      public void stage(String what) {
        if (what.equals("measuring answers")) {
          throw failure;
        }
      }

      @Override
      public void warning(String line) {
        warnings.add(line);
      }
    };
  }

  private static FitListener stages(List<String> stages) {
    return new FitListener() {
      @Override
      public void stage(String what) {
        stages.add(what);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"y, 1", "y, 2", ", 1"})
  void aFitThatFailsAfterTrainingKeepsWhatItTrained(
      @Nullable String target, int members, @TempDir Path folder) {
    Path checkpoint = folder.resolve("model.checkpoint");
    FitConfig config =
        target == null
            ? FitConfig.ofDensity().optimiser(o -> o.epochs(3))
            : Tables.quick("y").optimiser(o -> o.members(members));
    List<String> warnings = new ArrayList<>();
    UnusableFileException failure = new UnusableFileException("the fitted model does not answer");
    Fit fit = Fit.of(config).checkpoint(checkpoint, false).listener(failing(failure, warnings));
    assertEquals(
        "the fitted model does not answer; training is kept in %s: run again with --resume"
            .formatted(target == null ? checkpoint + ".0" : checkpoint),
        assertThrows(UnusableFileException.class, () -> fit.run(TABLE)).getMessage());
    List<String> stages = new ArrayList<>();
    List<Integer> epochs = new ArrayList<>();
    try (FitResult resumed =
            Fit.of(config)
                .checkpoint(checkpoint, true)
                .listener(Killed.counting(epochs))
                .run(TABLE);
        FitResult again =
            Fit.of(config).checkpoint(checkpoint, true).listener(stages(stages)).run(TABLE)) {
      assertEquals(List.of(), epochs, "all was trained");
      assertFalse(stages.contains("learning the density"), stages.toString());
      assertEquals(weights(config), resumed.model().weights());
      assertEquals(resumed.model().weights(), again.model().weights());
      assertEquals(resumed.model().manifest().history(), again.model().manifest().history());
    }
  }

  @Test
  void anyFailureAfterTrainingSaysWhereTheTrainingIs(@TempDir Path folder) {
    Path checkpoint = folder.resolve("model.checkpoint");
    List<String> warnings = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException("a fault of ours");
    Fit fit =
        Fit.of(Tables.quick("y"))
            .checkpoint(checkpoint, false)
            .listener(failing(failure, warnings));
    assertSame(failure, assertThrows(IllegalStateException.class, () -> fit.run(TABLE)));
    assertEquals(
        List.of(
            "the fit did not end; training is kept in %s: run again with --resume"
                .formatted(checkpoint)),
        warnings);
    Fit without = Fit.of(Tables.quick("y")).listener(failing(failure, warnings));
    assertSame(failure, assertThrows(IllegalStateException.class, () -> without.run(TABLE)));
    assertEquals(1, warnings.size(), "nothing is kept");
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
            + ".0 must be a checkpoint of this fit (same data, options and seed), got another"
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
