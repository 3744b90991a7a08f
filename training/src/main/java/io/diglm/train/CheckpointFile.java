package io.diglm.train;

import io.diglm.density.CellDensity;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.AtomicFile;
import io.diglm.model.CellDensityConfig;
import io.diglm.model.FlowConfig;
import io.diglm.model.Safetensors;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The checkpoint beside a model file that is being fitted: one safetensors file, replaced in one
 * step, so that a killed fit finds the last whole one.
 */
final class CheckpointFile {
  private static final String STATE = "state";
  private static final String FINISHED = "finished";
  private static final String DENSITY = "density";
  private static final String FIT = "fit";
  private static final String SHA256 = "sha256";

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

  /** A finished network but for its tensors; the same names. */
  private record Finished(
      long seed, FlowConfig flow, List<EpochRecord> history, boolean brief, boolean stopped) {}

  /** A density of cells but for its tensors; the same names. */
  private record Density(CellDensityConfig config, List<EpochRecord> history, boolean stopped) {}

  private final Path path;
  private final String fit;
  private final double interval;
  private final Consumer<String> warning;
  private double written;
  private boolean warned;

  /**
   * Names a checkpoint.
   *
   * @param fit what identifies the fit: a checkpoint of another one is refused
   * @param interval seconds between two checkpoints
   * @param warning hears, once, that it cannot be written: the training goes on without
   */
  CheckpointFile(Path path, String fit, double interval, Consumer<String> warning) {
    this.path = path;
    this.fit = fit;
    this.interval = interval;
    this.warning = warning;
  }

  /** Writes a checkpoint if enough time has passed since the last one. */
  void offer(Clock clock, Supplier<Checkpoint> checkpoint) {
    if (clock.seconds() - written >= interval) {
      written = clock.seconds();
      tried(() -> write(checkpoint.get()));
    }
  }

  /** Keeps a network that has been trained to the end in place of its checkpoint. */
  void finish(Trained done) {
    Finished state =
        new Finished(done.seed(), done.flow(), done.history(), done.brief(), done.stopped());
    tried(() -> write(done.weights(), Map.of(FINISHED, Json.text(Json.object(state)), FIT, fit)));
  }

  /** Keeps a density of cells that has been learned to the end. */
  void finish(CellDensityFit.Learned done) {
    Density state = new Density(done.density().config(), done.history(), done.stopped());
    tried(
        () ->
            write(
                done.density().tensors(),
                Map.of(DENSITY, Json.text(Json.object(state)), FIT, fit)));
  }

  private void tried(Runnable writing) {
    try {
      writing.run();
    } catch (UnusableFileException e) {
      warn(String.valueOf(e.getMessage()));
    }
  }

  private void warn(String problem) {
    if (!warned) {
      warned = true;
      warning.accept("no checkpoint is kept: " + problem);
    }
  }

  void write(Checkpoint checkpoint) {
    String state = Json.text(Json.object(State.of(checkpoint)));
    write(checkpoint.tensors(), Map.of(STATE, state, FIT, fit));
  }

  private void write(Map<String, TensorData> tensors, Map<String, String> metadata) {
    Map<String, String> signed = new HashMap<>(metadata);
    signed.put(SHA256, sha256(new Safetensors(tensors, metadata)));
    AtomicFile.write(path, new Safetensors(tensors, signed)::writeTo);
  }

  /** Of tensors, state and fit: what the file holds without this. */
  private static String sha256(Safetensors file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      file.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException("a checkpoint must be hashed, got " + e, e);
    }
  }

  private void requireWhole(Safetensors file) {
    Map<String, String> metadata = new HashMap<>(file.metadata());
    String expected = String.valueOf(metadata.remove(SHA256));
    String got = sha256(new Safetensors(file.tensors(), metadata));
    if (!got.equals(expected)) {
      throw new UnusableFileException(
          "%s is damaged: its SHA-256 must be %s, got %s (leave out --resume to start anew)"
              .formatted(path, expected, got));
    }
  }

  /**
   * Reads the checkpoint, if there is one.
   *
   * @throws UnusableFileException if it is damaged, or of another fit
   */
  Optional<Checkpoint> read() {
    Optional<Safetensors> file = file();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String state = file.get().metadata().getOrDefault(STATE, "{}");
    return Optional.of(parsed(state, State.class).with(file.get().tensors()));
  }

  /**
   * Reads the network that was trained to the end, if there is one.
   *
   * @throws UnusableFileException as {@link #read}
   */
  Optional<Trained> finished() {
    Optional<Safetensors> file = file().filter(f -> f.metadata().containsKey(FINISHED));
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Finished done = parsed(file.get().metadata().getOrDefault(FINISHED, "{}"), Finished.class);
    return Optional.of(
        new Trained(
            done.seed, done.flow, file.get().tensors(), done.history, done.brief, done.stopped));
  }

  /**
   * Reads the density of cells that was learned to the end, if there is one.
   *
   * @param schema of its rows
   * @throws UnusableFileException as {@link #read}
   */
  Optional<CellDensityFit.Learned> learned(Schema schema) {
    Optional<Safetensors> file = file().filter(f -> f.metadata().containsKey(DENSITY));
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Density done = parsed(file.get().metadata().getOrDefault(DENSITY, "{}"), Density.class);
    CellDensity density = CellDensity.of(schema, done.config, file.get().tensors());
    return Optional.of(new CellDensityFit.Learned(density, done.history, done.stopped));
  }

  private <T> T parsed(String state, Class<T> type) {
    try {
      return Json.value(Json.parse(state), type);
    } catch (JsonProblem e) {
      throw new UnusableFileException(
          path + " must hold a training state, got other text: " + e.getMessage(), e);
    }
  }

  private Optional<Safetensors> file() {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      Safetensors file =
          Safetensors.read(ByteBuffer.wrap(Files.readAllBytes(path)), path.toString());
      requireWhole(file);
      if (!fit.equals(file.metadata().get(FIT))) {
        throw new UnusableFileException(
            path
                + " must be a checkpoint of this fit (same data, options and seed), got another"
                + " (leave out --resume to start anew)");
      }
      return Optional.of(file);
    } catch (IOException e) {
      throw new UnusableFileException(path + " must be readable, got " + e.getMessage(), e);
    }
  }
}
