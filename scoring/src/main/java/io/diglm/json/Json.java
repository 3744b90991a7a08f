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
 * <p>A record becomes an object of its components in order, with names in snake_case. An enum
 * constant becomes its name in lower case, bytes become base 64 text, an empty Optional becomes
 * null, and a time or duration becomes its ISO 8601 text. Doubles keep every bit; NaN and
 * infinities become the texts "NaN", "Infinity" and "-Infinity". Implementations of some sealed
 * interfaces have a field that names them ({@link Kinds}).
 */
public final class Json {
  private Json() {}

  /**
   * Reads JSON, in which no object may have two fields of one name.
   *
   * @param json the text
   * @return the value
   * @throws JsonProblem if it is not valid
   */
  public static JsonElement parse(String json) throws JsonProblem {
    return JsonText.read(json);
  }

  /**
   * Reads JSON in UTF-8, as {@link #parse(String)} does.
   *
   * @param json the text, in UTF-8
   * @return the value
   * @throws JsonProblem if it is not valid
   */
  public static JsonElement parse(byte[] json) throws JsonProblem {
    return parse(new String(json, UTF_8));
  }

  /**
   * {@return the error that a reader of Gson found, in one line without the advice of Gson}
   *
   * @param problem what Gson threw
   */
  public static JsonProblem problem(IOException problem) {
    return JsonText.problem(problem);
  }

  /**
   * {@return JSON in one line}
   *
   * @param json any value
   */
  public static String text(JsonElement json) {
    return JsonText.write(json, false);
  }

  /**
   * {@return JSON with one line per field} The line ends are the same on all systems.
   *
   * @param json any value
   */
  public static String lines(JsonElement json) {
    return JsonText.write(json, true);
  }

  /**
   * {@return a record, or a collection, map or array of them, as JSON}
   *
   * @param value a record, number, text, boolean, enum, or a collection, map or array of them
   */
  public static JsonElement tree(Object value) {
    return RecordWriter.tree(value);
  }

  /**
   * {@return a record as JSON}
   *
   * @param value any record
   */
  public static JsonObject object(Record value) {
    return RecordWriter.object(value);
  }

  /**
   * Reads a record.
   *
   * <p>A missing or null field is an error, except null for an Optional. An unknown field is not an
   * error, because a later library may add fields that change no answer.
   *
   * @param <T> the record
   * @param json an object with a field for each component
   * @param type class of the record
   * @return the record
   * @throws JsonProblem if a field is missing or does not fit, or if the record refuses it
   */
  public static <T> T value(JsonElement json, Class<T> type) throws JsonProblem {
    if (json.isJsonNull()) {
      throw JsonProblem.must("be a JSON object", json);
    }
    return type.cast(RecordReader.read(json, type));
  }

  /**
   * {@return the value at a path of names and indices (counted from 0), such as {@code /test/nll};
   * the JSON null if there is none}
   *
   * @param json where to begin
   * @param path begins with a slash
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

  /**
   * {@return whether this is a number}
   *
   * @param json any value
   */
  public static boolean isNumber(JsonElement json) {
    return json.isJsonPrimitive() && json.getAsJsonPrimitive().isNumber();
  }

  /**
   * {@return whether this is a text}
   *
   * @param json any value
   */
  public static boolean isText(JsonElement json) {
    return json.isJsonPrimitive() && json.getAsJsonPrimitive().isString();
  }
}
