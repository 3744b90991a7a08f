package io.diglm.cli.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.reporting.MeasureText;
import java.util.Locale;
import java.util.StringJoiner;

/** The measures of one set of rows in a model file. */
public final class Metrics {
  private Metrics() {}

  /**
   * {@return the numbers of an object, without those of nested objects}
   *
   * @param metrics of one set of rows
   */
  public static String text(JsonElement metrics) {
    StringJoiner text = new StringJoiner(", ");
    if (metrics instanceof JsonObject object) {
      object.asMap().forEach((name, value) -> add(name, value, text));
    }
    return text.toString();
  }

  private static void add(String name, JsonElement value, StringJoiner text) {
    if (Json.isNumber(value)) {
      boolean whole = value.getAsNumber() instanceof Long;
      text.add(
          name.toLowerCase(Locale.ROOT)
              + " "
              + (whole ? value.getAsString() : MeasureText.number(value.getAsDouble())));
    }
  }
}
