package io.diglm.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import io.diglm.json.Inline;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;

/**
 * {@code manifest.json}: the {@link Manifest} under the file's own facts, which every format
 * version has.
 *
 * <p>A missing field is an error unless it may be without a value. An unknown one is not: a later
 * library may add fields that change no answer; one that does change answers raises the format
 * version.
 */
final class ManifestJson {
  private ManifestJson() {}

  /** What must be known of a file before the rest of it is understood. */
  record Facts(int formatVersion, String libraryVersion, String weightsSha256) {}

  private record Written(int formatVersion, String weightsSha256, @Inline Manifest manifest) {}

  static byte[] write(Manifest manifest, int formatVersion, String weightsSha256) {
    return Json.lines(Json.object(new Written(formatVersion, weightsSha256, manifest)))
        .getBytes(UTF_8);
  }

  /** Returns a manifest as JSON, without the file's own facts. */
  static String text(Manifest manifest) {
    return Json.text(Json.object(manifest));
  }

  static Facts facts(JsonElement json) throws JsonProblem {
    return Json.value(json, Facts.class);
  }

  static Manifest manifest(JsonElement json) throws JsonProblem {
    return Json.value(json, Manifest.class);
  }
}
