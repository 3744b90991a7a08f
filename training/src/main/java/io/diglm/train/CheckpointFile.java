package io.diglm.train;

import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.AtomicFile;
import io.diglm.model.Safetensors;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The checkpoint beside a model file that is being fitted: one safetensors file, replaced in one
 * step, so that a killed fit finds the last whole one.
 */
final class CheckpointFile {
  private static final String STATE = "state";
  private static final String FIT = "fit";

  /** A checkpoint but for its tensors; the same names. */
  private record State(
      List<EpochRecord> history,
      long steps,
      double bestLoss,
      int bestEpoch,
      double rateScale,
      long skipped,
      int rollbacks) {
    static State of(Checkpoint checkpoint) {
      return new State(
          checkpoint.history(),
          checkpoint.steps(),
          checkpoint.bestLoss(),
          checkpoint.bestEpoch(),
          checkpoint.rateScale(),
          checkpoint.skipped(),
          checkpoint.rollbacks());
    }

    Checkpoint with(Map<String, TensorData> tensors) {
      return new Checkpoint(
          tensors, history, steps, bestLoss, bestEpoch, rateScale, skipped, rollbacks);
    }
  }

  private final Path path;
  private final String fit;
  private final double interval;
  private double written;

  /**
   * Names a checkpoint.
   *
   * @param fit what identifies the fit: a checkpoint of another one is refused
   * @param interval seconds between two checkpoints
   */
  CheckpointFile(Path path, String fit, double interval) {
    this.path = path;
    this.fit = fit;
    this.interval = interval;
  }

  /** Writes a checkpoint if enough time has passed since the last one. */
  void offer(Clock clock, Supplier<Checkpoint> checkpoint) {
    if (clock.seconds() - written >= interval) {
      written = clock.seconds();
      write(checkpoint.get());
    }
  }

  void write(Checkpoint checkpoint) {
    Map<String, String> metadata =
        Map.of(STATE, Json.text(Json.object(State.of(checkpoint))), FIT, fit);
    Safetensors file = new Safetensors(checkpoint.tensors(), metadata);
    AtomicFile.write(path, file::writeTo);
  }

  /**
   * Reads the checkpoint, if there is one.
   *
   * @throws UnusableFileException if it is damaged, or of another fit
   */
  Optional<Checkpoint> read() {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      Safetensors file =
          Safetensors.read(ByteBuffer.wrap(Files.readAllBytes(path)), path.toString());
      if (!fit.equals(file.metadata().get(FIT))) {
        throw new UnusableFileException(
            path
                + " must be a checkpoint of this fit (same data, options and seed), got another"
                + " (leave out --resume to start anew)");
      }
      String state = file.metadata().getOrDefault(STATE, "{}");
      return Optional.of(Json.value(Json.parse(state), State.class).with(file.tensors()));
    } catch (JsonProblem e) {
      throw new UnusableFileException(
          path + " must hold a training state, got other text: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UnusableFileException(path + " must be readable, got " + e.getMessage(), e);
    }
  }

  /** Deletes the checkpoint of a fit that has ended. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UnusableFileException(path + " must be deletable, got " + e.getMessage(), e);
    }
  }
}
