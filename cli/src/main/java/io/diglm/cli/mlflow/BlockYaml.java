package io.diglm.cli.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import java.util.Map;

/**
 * JSON as YAML in block style. Texts are quoted as JSON quotes them, which YAML 1.1 and 1.2 read
 * alike: a plain {@code no} or {@code 2026-11-29} would be another type to some of their readers.
 */
final class BlockYaml {
  private final StringBuilder text = new StringBuilder();

  private BlockYaml() {}

  static String of(JsonObject object) {
    BlockYaml yaml = new BlockYaml();
    yaml.object(object, "");
    return yaml.text.toString();
  }

  private void object(JsonObject object, String indent) {
    for (Map.Entry<String, JsonElement> field : object.entrySet()) {
      text.append(indent).append(field.getKey()).append(':');
      value(field.getValue(), indent);
    }
  }

  private void value(JsonElement value, String indent) {
    if (value instanceof JsonObject object && !object.isEmpty()) {
      text.append('\n');
      object(object, indent + "  ");
    } else if (value instanceof JsonArray array && !array.isEmpty()) {
      text.append('\n');
      array.forEach(one -> text.append(indent).append("- ").append(Json.text(one)).append('\n'));
    } else {
      text.append(' ').append(Json.text(value)).append('\n');
    }
  }
}
