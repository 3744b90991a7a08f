package io.diglm.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Writes records as JSON. */
final class RecordWriter {
  private RecordWriter() {}

  static JsonElement tree(Object value) {
    if (value instanceof JsonElement json) {
      return json;
    }
    if (value instanceof Record record) {
      return object(record);
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    }
    if (value instanceof String || value instanceof Instant || value instanceof Duration) {
      return new JsonPrimitive(value.toString());
    }
    if (value instanceof byte[] bytes) {
      return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes));
    }
    if (value instanceof Enum<?> constant) {
      return new JsonPrimitive(constant.name().toLowerCase(Locale.ROOT));
    }
    return several(value);
  }

  private static JsonElement several(Object value) {
    if (value instanceof Iterable<?> elements) {
      JsonArray array = new JsonArray();
      elements.forEach(element -> array.add(tree(element)));
      return array;
    }
    if (value instanceof Map<?, ?> entries) {
      JsonObject object = new JsonObject();
      entries.forEach((name, entry) -> object.add(tree(name).getAsString(), tree(entry)));
      return object;
    }
    if (value.getClass().isArray()) {
      JsonArray array = new JsonArray();
      for (int i = 0; i < Array.getLength(value); i++) {
        array.add(tree(Array.get(value, i)));
      }
      return array;
    }
    return optional(value);
  }

  private static JsonElement optional(Object value) {
    if (value instanceof Optional<?> some) {
      return some.isPresent() ? tree(some.get()) : JsonNull.INSTANCE;
    }
    if (value instanceof OptionalInt some) {
      return some.isPresent() ? new JsonPrimitive(some.getAsInt()) : JsonNull.INSTANCE;
    }
    if (value instanceof OptionalDouble some) {
      return some.isPresent() ? new JsonPrimitive(some.getAsDouble()) : JsonNull.INSTANCE;
    }
    throw new IllegalArgumentException("value must have a form in JSON, got " + value.getClass());
  }

  static JsonObject object(Record value) {
    JsonObject object = new JsonObject();
    Shape shape = Shape.of(value.getClass());
    shape.kind().ifPresent(kind -> object.addProperty(kind.field(), kind.name()));
    for (Shape.Field field : shape.fields()) {
      JsonElement json = tree(field.of(value));
      if (field.inlined()) {
        json.getAsJsonObject().asMap().forEach(object::add);
      } else {
        object.add(field.name(), json);
      }
    }
    return object;
  }
}
