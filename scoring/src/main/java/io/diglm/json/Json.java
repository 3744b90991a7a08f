package io.diglm.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;

/**
 * JSON text, trees and records.
 *
 * <p>A record is an object of its components in their order, in snake_case; an enum constant its
 * name in lower case; bytes are text in base 64; an empty Optional null; a time or duration its ISO
 * 8601 text. Doubles keep every bit; NaN and infinities are the texts "NaN", "Infinity" and
 * "-Infinity". Implementations of some sealed interfaces say which they are ({@link Kinds}).
 */
public final class Json {
  private Json() {}

  /**
   * Reads JSON, of which every field must have its own name.
   *
   * @throws JsonProblem if it is none
   */
  public static JsonElement parse(String json) throws JsonProblem {
    return JsonText.read(json);
  }

  /** Reads JSON in UTF-8, as {@link #parse(String)} does. */
  public static JsonElement parse(byte[] json) throws JsonProblem {
    return parse(new String(json, UTF_8));
  }

  /** Returns what a reader of Gson's found wrong, in one line without Gson's own advice. */
  public static JsonProblem problem(IOException problem) {
    return JsonText.problem(problem);
  }

  /** Returns JSON in one line. */
  public static String text(JsonElement json) {
    return JsonText.write(json, false);
  }

  /** Returns JSON with a line for each field; lines end alike on all systems. */
  public static String lines(JsonElement json) {
    return JsonText.write(json, true);
  }

  /** Returns a record, or a collection, map or array of them, as JSON. */
  public static JsonElement tree(Object value) {
    return RecordWriter.tree(value);
  }

  /** Returns a record as JSON. */
  public static JsonObject object(Record value) {
    return RecordWriter.object(value);
  }

  /**
   * Reads a record.
   *
   * <p>A missing or null field is an error, but for null where the record has an Optional. An
   * unknown field is not: a later library may add fields that change no answer.
   *
   * @throws JsonProblem if a field lacks or does not fit, or the record refuses it
   */
  public static <T> T value(JsonElement json, Class<T> type) throws JsonProblem {
    if (json.isJsonNull()) {
      throw JsonProblem.must("be a JSON object", json);
    }
    return type.cast(RecordReader.read(json, type));
  }

  /**
   * Returns what is at a path of names and, from 0, indices, such as {@code /test/nll}; JSON's null
   * if nothing is.
   */
  public static JsonElement at(JsonElement json, String path) {
    JsonElement at = json;
    for (String step : path.substring(1).split("/", -1)) {
      at = step(at, step);
    }
    return at;
  }

  private static JsonElement step(JsonElement json, String step) {
    if (json instanceof JsonObject object && object.has(step)) {
      return object.get(step);
    }
    // An index of nine digits at most; a name finds nothing in an array.
    if (json instanceof JsonArray array
        && step.matches("[0-9]{1,9}")
        && Integer.parseInt(step) < array.size()) {
      return array.get(Integer.parseInt(step));
    }
    return JsonNull.INSTANCE;
  }

  /** Returns whether this is a number. */
  public static boolean isNumber(JsonElement json) {
    return json.isJsonPrimitive() && json.getAsJsonPrimitive().isNumber();
  }

  /** Returns whether this is a text. */
  public static boolean isText(JsonElement json) {
    return json.isJsonPrimitive() && json.getAsJsonPrimitive().isString();
  }
}
