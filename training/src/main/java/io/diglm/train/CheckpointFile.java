package io.diglm.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diglm.model.AtomicFile;
import io.diglm.model.Safetensors;
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
  private static final ObjectMapper JSON = new ObjectMapper();

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
    ObjectNode state = JSON.createObjectNode();
    state.set("history", JSON.valueToTree(checkpoint.history()));
    state.put("steps", checkpoint.steps());
    // Infinity has no JSON number.
    state.put("best_loss", Double.toString(checkpoint.bestLoss()));
    state.put("best_epoch", checkpoint.bestEpoch());
    state.put("rate_scale", checkpoint.rateScale());
    state.put("skipped", checkpoint.skipped());
    state.put("rollbacks", checkpoint.rollbacks());
    Map<String, String> metadata = Map.of(STATE, state.toString(), FIT, fit);
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
      JsonNode state = JSON.readTree(file.metadata().getOrDefault(STATE, "{}"));
      return Optional.of(checkpoint(file, state));
    } catch (JsonProcessingException e) {
      throw new UnusableFileException(path + " must hold a training state, got other text", e);
    } catch (IOException e) {
      throw new UnusableFileException(path + " must be readable, got " + e.getMessage(), e);
    }
  }

  private static Checkpoint checkpoint(Safetensors file, JsonNode state) {
    List<EpochRecord> history =
        JSON.convertValue(state.path("history"), new TypeReference<List<EpochRecord>>() {});
    return new Checkpoint(
        file.tensors(),
        history,
        state.path("steps").asLong(),
        Double.parseDouble(state.path("best_loss").asText()),
        state.path("best_epoch").asInt(),
        state.path("rate_scale").asDouble(),
        state.path("skipped").asLong(),
        state.path("rollbacks").asInt());
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
