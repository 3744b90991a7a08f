package io.diglm.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import java.util.Map;

/**
 * A complete answer.
 *
 * @param status of HTTP
 * @param type of the content
 * @param body the content
 * @param headers beside those two
 */
record Reply(int status, String type, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json";

  static Reply json(JsonElement json) {
    return json(200, json);
  }

  static Reply json(int status, JsonElement json) {
    return new Reply(status, JSON, Json.text(json).getBytes(UTF_8), Map.of());
  }

  static Reply text(String type, String text) {
    return new Reply(200, type, text.getBytes(UTF_8), Map.of());
  }

  static Reply error(int status, String message, Map<String, String> headers) {
    JsonObject error = new JsonObject();
    error.addProperty("error", message);
    return new Reply(status, JSON, Json.text(error).getBytes(UTF_8), headers);
  }
}
