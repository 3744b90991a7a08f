package io.diglm.experiments;

import com.google.gson.JsonElement;
import io.diglm.json.Json;
import io.diglm.model.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** JSON on disk. */
final class JsonFile {
  private JsonFile() {}

  /** Writes all or nothing. */
  static void write(JsonElement json, Path file) {
    AtomicFile.write(file, out -> out.write(Json.lines(json).getBytes(StandardCharsets.UTF_8)));
  }
}
