package io.diglm.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diglm.model.Safetensors;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** Model files, and their parts within files that are whole otherwise. */
final class ModelTargets {
  static final Path MODEL = Path.of("src/test/resources/io/diglm/fuzz/levels.seed");

  private ModelTargets() {}

  static Map<String, Supplier<Target>> all(Path folder) {
    Path file = folder.resolve("m.diglm");
    return Map.of(
        "model", () -> whole(file),
        "manifest", () -> manifest(file),
        "weights", () -> weights(file),
        "safetensors", () -> bytes -> Safetensors.read(ByteBuffer.wrap(bytes), "t.safetensors"));
  }

  private static Target whole(Path file) {
    return bytes -> {
      Files.write(file, bytes);
      answer(file);
    };
  }

  private static Target manifest(Path file) {
    byte[] weights = ModelParts.entry(MODEL, ModelParts.WEIGHTS);
    return bytes -> {
      ModelParts.write(file, bytes, weights);
      answer(file);
    };
  }

  private static Target weights(Path file) {
    String manifest = new String(ModelParts.entry(MODEL, ModelParts.MANIFEST), UTF_8);
    String hash = ModelParts.hash(ModelParts.entry(MODEL, ModelParts.WEIGHTS));
    return bytes -> {
      ModelParts.write(file, manifest.replace(hash, ModelParts.hash(bytes)).getBytes(UTF_8), bytes);
      answer(file);
    };
  }

  /** Loads a model, which must be refused as a file, or say numbers of its own rows. */
  private static void answer(Path file) {
    try (Predictor predictor = Predictor.load(file)) {
      Table rows = predictor.sample(3, 1);
      for (Prediction prediction : predictor.predict(rows)) {
        if (prediction instanceof Prediction.Answer answer) {
          requireNumber("log p(x)", answer.logDensity());
          requireNumber("novelty", answer.novelty());
        }
      }
    } catch (UnusableFileException e) {
      if (!String.valueOf(e.getMessage()).startsWith(file.toString())) {
        throw new AssertionError("a refusal must name the file, got: " + e.getMessage(), e);
      }
      throw e;
    } catch (IllegalArgumentException e) {
      throw new AssertionError("a model must be refused as a file", e);
    }
  }

  private static void requireNumber(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new AssertionError(what + " must be finite, got " + value);
    }
  }
}
