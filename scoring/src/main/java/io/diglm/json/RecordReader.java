package io.diglm.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads records from JSON. */
final class RecordReader {
  private RecordReader() {}

  static Object read(JsonElement json, Type type) throws JsonProblem {
    if (type instanceof ParameterizedType generic) {
      return generic(json, generic);
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted == OptionalInt.class) {
      return json.isJsonNull() ? OptionalInt.empty() : OptionalInt.of((int) read(json, int.class));
    }
    if (wanted == OptionalDouble.class) {
      return json.isJsonNull() ? OptionalDouble.empty() : OptionalDouble.of(number(json));
    }
    if (json.isJsonNull()) {
      throw JsonProblem.must("be given", json);
    }
    if (JsonElement.class.isAssignableFrom(wanted)) {
      return tree(json, wanted);
    }
    if (wanted == byte[].class) {
      return bytes(text(json));
    }
    if (wanted.isArray()) {
      return array(list(json), wanted.getComponentType());
    }
    if (wanted.isRecord()) {
      return record(object(json), wanted);
    }
    Kinds kinds = wanted.getAnnotation(Kinds.class);
    return kinds != null ? kind(object(json), kinds) : scalar(json, wanted);
  }

  private static Object generic(JsonElement json, ParameterizedType type) throws JsonProblem {
    Type inner = type.getActualTypeArguments()[0];
    if (type.getRawType() == Optional.class) {
      return json.isJsonNull() ? Optional.empty() : Optional.of(read(json, inner));
    }
    if (json.isJsonNull()) {
      throw JsonProblem.must("be given", json);
    }
    if (type.getRawType() == List.class) {
      JsonArray array = list(json);
      List<Object> list = new ArrayList<>(array.size());
      for (int i = 0; i < array.size(); i++) {
        list.add(element(array, i, inner));
      }
      return list;
    }
    if (type.getRawType() == Map.class) {
      return map(object(json), inner, type.getActualTypeArguments()[1]);
    }
    throw unreadable(type);
  }

  private static Map<Object, Object> map(JsonObject object, Type names, Type type)
      throws JsonProblem {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (String name : object.keySet()) {
      map.put(read(new JsonPrimitive(name), names), field(object, name, type));
    }
    return map;
  }

  private static Object array(JsonArray json, Class<?> type) throws JsonProblem {
    Object array = Array.newInstance(type, json.size());
    for (int i = 0; i < json.size(); i++) {
      Array.set(array, i, element(json, i, type));
    }
    return array;
  }

  private static Object element(JsonArray array, int index, Type type) throws JsonProblem {
    try {
      return read(array.get(index), type);
    } catch (JsonProblem e) {
      throw e.in("[" + index + "]");
    }
  }

  private static Object field(JsonObject object, String name, Type type) throws JsonProblem {
    JsonElement json = object.get(name);
    try {
      if (json == null) {
        return absent(type);
      }
      return read(json, type);
    } catch (JsonProblem e) {
      throw e.in(name);
    }
  }

  /** Fields that older libraries did not write may be absent; all others must be present. */
  private static Object absent(Type type) throws JsonProblem {
    if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
      return Optional.empty();
    }
    throw JsonProblem.must("be given", "none");
  }

  private static Object record(JsonObject object, Class<?> type) throws JsonProblem {
    Shape shape = Shape.of(type);
    Object[] values = new Object[shape.fields().length];
    for (int i = 0; i < values.length; i++) {
      Shape.Field field = shape.fields()[i];
      values[i] =
          field.inlined() ? read(object, field.type()) : field(object, field.name(), field.type());
    }
    try {
      return shape.constructor().newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw JsonProblem.refused(own);
      }
      throw new IllegalStateException(type + " must be constructible, got " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " must be constructible, got " + e, e);
    }
  }

  private static Object kind(JsonObject object, Kinds kinds) throws JsonProblem {
    String name = (String) field(object, kinds.field(), String.class);
    for (Kinds.Kind kind : kinds.value()) {
      if (kind.name().equals(name)) {
        return record(object, kind.type());
      }
    }
    throw JsonProblem.must("be of a known kind", name); // a later library may know more
  }

  private static JsonElement tree(JsonElement json, Class<?> type) throws JsonProblem {
    if (type == JsonObject.class) {
      return object(json);
    }
    return type == JsonArray.class ? list(json) : json;
  }

  private static JsonObject object(JsonElement json) throws JsonProblem {
    if (json instanceof JsonObject object) {
      return object;
    }
    throw JsonProblem.must("be a JSON object", json);
  }

  private static JsonArray list(JsonElement json) throws JsonProblem {
    if (json instanceof JsonArray array) {
      return array;
    }
    throw JsonProblem.must("be a JSON array", json);
  }

  private static Object scalar(JsonElement json, Class<?> type) throws JsonProblem {
    if (type == double.class || type == Double.class) {
      return number(json);
    }
    if (type == float.class || type == Float.class) {
      return (float) number(json);
    }
    if (type == int.class || type == Integer.class) {
      return (int) whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return whole(json, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(json);
    }
    String text = text(json);
    if (type == String.class) {
      return text;
    }
    if (type == Instant.class) {
      return instant(text);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    if (type.isEnum()) {
      return constant(text, type);
    }
    throw unreadable(type);
  }

  private static double number(JsonElement json) throws JsonProblem {
    if (Json.isNumber(json)) {
      return json.getAsDouble();
    }
    return switch (Json.isText(json) ? json.getAsString() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw JsonProblem.must("be a number", json);
    };
  }

  private static long whole(JsonElement json, long least, long most) throws JsonProblem {
    if (Json.isNumber(json)) {
      long whole = json.getAsLong();
      if (whole >= least && whole <= most && whole == json.getAsDouble()) {
        return whole;
      }
    }
    throw JsonProblem.must("be a whole number from " + least + " to " + most, json);
  }

  private static boolean truth(JsonElement json) throws JsonProblem {
    if (json instanceof JsonPrimitive value && value.isBoolean()) {
      return value.getAsBoolean();
    }
    throw JsonProblem.must("be true or false", json);
  }

  private static String text(JsonElement json) throws JsonProblem {
    if (Json.isText(json)) {
      return json.getAsString();
    }
    throw JsonProblem.must("be a text", json);
  }

  private static byte[] bytes(String text) throws JsonProblem {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw JsonProblem.refused(new IllegalArgumentException("must be base 64, got " + text, e));
    }
  }

  private static Instant instant(String text) throws JsonProblem {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw JsonProblem.refused(
          new IllegalArgumentException("must be ISO 8601 in UTC, got " + text, e));
    }
  }

  private static Duration duration(String text) throws JsonProblem {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw JsonProblem.refused(
          new IllegalArgumentException("must be a duration of ISO 8601, got " + text, e));
    }
  }

  /** A later library may know more constants. */
  private static Object constant(String text, Class<?> type) throws JsonProblem {
    List<String> known = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = ((Enum<?>) constant).name();
      if (name.equalsIgnoreCase(text)) {
        return constant;
      }
      known.add(name.toLowerCase(Locale.ROOT));
    }
    throw JsonProblem.must("be one of " + String.join(", ", known), text);
  }

  private static IllegalArgumentException unreadable(Type type) {
    return new IllegalArgumentException("type must have a form in JSON, got " + type);
  }
}
