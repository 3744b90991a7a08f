package io.diglm.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Inline;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import java.util.Objects;

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

  private ManifestJson() {}

  /** The facts of a file that are needed to understand the rest. */
  record Facts(int formatVersion, String libraryVersion, String weightsSha256) {}

  private record Written(int formatVersion, String weightsSha256, @Inline Manifest manifest) {}

  static byte[] write(Manifest manifest, int formatVersion, String weightsSha256) {
    Written written = new Written(formatVersion, weightsSha256, manifest);
    return Json.lines(sparse(Json.object(written))).getBytes(UTF_8);
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

  static Manifest manifest(JsonElement json) throws JsonProblem {
    return Json.value(json, Manifest.class);
  }
}
