package io.diglm.json;

import com.google.gson.JsonElement;

/**
 * Reads JSON from an untrusted file. It counts values before it builds them, because a value of two
 * bytes takes a hundred bytes in memory, and a compressed file can hold a thousand times its size.
 */
public final class BoundedJson {
  /** The number of lists and objects that any file may hold. */
  private static final long PARTS = 100_000;

  /** The number of values that any file may hold. */
  private static final long VALUES = 1_000_000;

  private BoundedJson() {}

  /**
   * Reads JSON.
   *
   * @param json in UTF-8
   * @param weight the compressed size in bytes; each byte allows one more list or object, and four
   *     more values
   * @return the value
   * @throws JsonProblem if it is not JSON, or if it has more lists, objects or values than this
   *     allows
   */
  public static JsonElement parse(byte[] json, long weight) throws JsonProblem {
    long parts = 0;
    long values = 1;
    boolean text = false;
    for (int i = 0; i < json.length; i++) {
      byte c = json[i];
      if (text) {
        i += c == '\\' ? 1 : 0;
        text = c != '"';
      } else {
        text = c == '"';
        parts += c == '[' || c == '{' ? 1 : 0;
        values += c == ',' ? 1 : 0;
      }
    }
    require("lists and objects", PARTS + weight, parts);
    require("values", VALUES + 4 * weight, values);
    return Json.parse(json);
  }

  private static void require(String what, long most, long got) throws JsonProblem {
    if (got > most) {
      throw JsonProblem.must(
          "have at most %,d %s in a file of its size".formatted(most, what), "%,d".formatted(got));
    }
  }
}
