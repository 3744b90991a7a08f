package io.diglm.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Inline;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code manifest.json}: facts of the file itself, which every format version has, followed by the
 * {@link Manifest}.
 *
 * <p>A missing field is an error unless its value is optional. An unknown field is not an error: a
 * later library may add fields that change no answer. A field that changes answers needs a new
 * format version.
 */
final class ManifestJson {
  private static final String MEMBERS = "members";
  private static final String TARGETS = "targets";

  private ManifestJson() {}

  /** The facts of a file that are needed to understand the rest. */
  record Facts(int formatVersion, String libraryVersion, String weightsSha256) {}

  private record Written(int formatVersion, String weightsSha256, @Inline Manifest manifest) {}

  private record Targets(Optional<List<SavedTarget>> targets) {}

  /** Writes a manifest of one target. */
  static byte[] write(Manifest manifest, int formatVersion, String weightsSha256) {
    return write(manifest, formatVersion, weightsSha256, List.of());
  }

  /** Writes the manifest of the first target, and the entries of further ones. */
  static byte[] write(
      Manifest manifest, int formatVersion, String weightsSha256, List<SavedTarget> others) {
    JsonObject json = sparse(Json.object(new Written(formatVersion, weightsSha256, manifest)));
    if (!others.isEmpty()) {
      json.add(TARGETS, Json.tree(others));
    }
    return Json.lines(json).getBytes(UTF_8);
  }

  /** Leaves out what only files of a higher format version have. */
  private static JsonObject sparse(JsonObject json) {
    if (Objects.requireNonNull(json.get(MEMBERS)).isJsonNull()) {
      json.remove(MEMBERS);
    }
    return json;
  }

  /** Returns a manifest as JSON, without the facts of the file itself. */
  static String text(Manifest manifest) {
    return Json.text(sparse(Json.object(manifest)));
  }

  static Facts facts(JsonElement json) throws JsonProblem {
    return Json.value(json, Facts.class);
  }

  /** Returns the entries of further targets; empty if there is one. */
  static List<SavedTarget> others(JsonElement json) throws JsonProblem {
    boolean several = json instanceof JsonObject object && object.has(TARGETS);
    return several ? Json.value(json, Targets.class).targets().orElse(List.of()) : List.of();
  }

  static Manifest manifest(JsonElement json) throws JsonProblem {
    return Json.value(json, Manifest.class);
  }
}
