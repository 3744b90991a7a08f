package io.diglm.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.UnusableFileException;
import io.diglm.train.Fit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Pieces of work whose results are stored, each as {@code KEY.json}. A run that was killed
 * continues with the missing pieces. A file of other settings, or a damaged file, counts as
 * missing.
 */
public final class Units {
  private final Path folder;
  private final String settings;
  private final boolean resume;
  private final Consumer<String> progress;

  /**
   * Stores units in this folder.
   *
   * @param folder that holds one file per unit
   * @param settings what all units of this run depend on: experiment, preset, seed
   * @param resume whether to use results of an earlier run
   * @param progress receives one line for each unit
   */
  public Units(Path folder, String settings, boolean resume, Consumer<String> progress) {
    this.folder = folder;
    this.settings = settings;
    this.resume = resume;
    this.progress = progress;
  }

  boolean resume() {
    return resume;
  }

  /** Returns where a unit's model is kept. */
  Path model(String key) {
    return folder.resolve(key + ".diglm");
  }

  /** Returns where a unit's fit keeps its checkpoint. */
  Path checkpoint(String key) {
    return folder.resolve(key + ".checkpoint");
  }

  /**
   * Returns the result of a unit. It is read if it was kept; otherwise it is computed and kept.
   *
   * @param key the file's name, of letters, digits, dots and dashes
   * @param config what this unit depends on besides; its text is compared
   * @param type a record that JSON can hold
   */
  <T extends Record> T of(String key, Object config, Class<T> type, Supplier<T> work) {
    Path file = folder.resolve(key + ".json");
    String fingerprint = HashOrder.sha256(settings + "|" + key + "|" + config);
    Optional<T> kept = resume ? kept(file, fingerprint, type) : Optional.empty();
    if (kept.isPresent()) {
      progress.accept(key + ": taken over");
      return kept.get();
    }
    long start = System.nanoTime();
    T result = work.get();
    double seconds = (System.nanoTime() - start) / 1e9;
    JsonObject json = new JsonObject();
    json.addProperty("fingerprint", fingerprint);
    json.addProperty("settings", settings);
    json.addProperty("config", config.toString());
    json.addProperty("seconds", seconds);
    json.add("result", Json.object(result));
    JsonFile.write(json, file);
    forget(checkpoint(key));
    progress.accept("%s: done in %.1f s".formatted(key, seconds));
    return result;
  }

  /** A kept result needs no checkpoint. */
  private static void forget(Path checkpoint) {
    try {
      Fit.deleteCheckpoint(checkpoint);
    } catch (UncheckedIOException e) {
      throw new UnusableFileException(
          "checkpoint must be deletable, got %s (%s)".formatted(checkpoint, e), e);
    }
  }

  private static <T extends Record> Optional<T> kept(Path file, String fingerprint, Class<T> type) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonElement json = Json.parse(new String(Files.readAllBytes(file), UTF_8));
      boolean same = Json.at(json, "/fingerprint").equals(new JsonPrimitive(fingerprint));
      return same ? Optional.of(Json.value(Json.at(json, "/result"), type)) : Optional.empty();
    } catch (JsonProblem e) {
      return Optional.empty(); // a damaged file is computed again
    } catch (IOException e) {
      throw new UnusableFileException("unit must be readable, got %s (%s)".formatted(file, e), e);
    }
  }
}
